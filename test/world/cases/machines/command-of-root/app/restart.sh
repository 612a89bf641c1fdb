echo restarting
echo $$ > group
sleep 600
