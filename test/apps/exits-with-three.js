process.stderr.write("no licence was found\n");
process.exit(3);
