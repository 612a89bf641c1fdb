process.stdout.write("nothing to do\n");
