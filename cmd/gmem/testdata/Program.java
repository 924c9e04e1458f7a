// Serves requests: java Program.java clean|leak COUNT-FILE [REQUESTS]
import java.nio.file.*;
import java.util.*;

public class Program {
    static final Map<Long, byte[]> sessions = new HashMap<>();

    public static void main(String[] args) throws Exception {
        boolean leak = args[0].equals("leak");
        long requests = args.length > 2 ? Long.parseLong(args[2]) : 0;
        for (long done = 1; requests == 0 || done <= requests; done++) {
            byte[] request = new byte[32 << 10];
            Arrays.fill(request, (byte) done);
            if (leak) sessions.put(done, request);
            Files.writeString(Path.of(args[1]), Long.toString(done));
            Thread.sleep(2);
        }
    }
}
