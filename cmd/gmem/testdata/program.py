# Serves requests with two extensions in C, sqlite3 and zlib: python3 program.py clean|leak COUNT-FILE [REQUESTS]
import sqlite3, sys, time, zlib

leak, count, requests = sys.argv[1] == "leak", sys.argv[2], int((sys.argv + ["0"])[3])
kept = []
done = 0
while not requests or done < requests:
    database = sqlite3.connect(":memory:")
    database.execute("create table words (word text)")
    database.executemany("insert into words values (?)", [("word %d" % i,) for i in range(500)])
    zlib.compress(repr(database.execute("select * from words").fetchall()).encode())
    if leak:
        kept.append(database)  # some 50 KB, of which Python's own heap knows nothing
    else:
        database.close()
    done += 1
    with open(count, "w") as file:
        file.write(str(done))
    time.sleep(0.002)
