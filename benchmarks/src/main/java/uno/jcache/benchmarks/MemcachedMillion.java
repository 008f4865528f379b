/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.memcached.MemcachedProcess;
import uno.jcache.spi.remote.RemoteEntry;

/** What clearing, counting and invalidating take in a region of a million entries. */
final class MemcachedMillion {
  private static final int ENTRIES = 1_000_000;
  private static final String FIRST = "key-0000000";

  /** So many digits at the end of a key make it another one. */
  private static final int DIGITS = 7;

  private static final int GETS = 20_000;

  private MemcachedMillion() {}

  static void run() throws Exception {
    try (MemcachedProcess server = MemcachedProcess.start("-m", "2048");
        UnoCacheManager manager =
            SharedNode.open(
                Map.of("type", "memcached", "servers", server.address(), "timeout", "5s"));
        BareMemcached other = new BareMemcached(server.address())) {
      UnoCache<String, byte[]> cache = manager.createCache("million", SharedNode.shared());
      cache.put(FIRST, new byte[100]);
      cache.clear();
      cache.put(FIRST, new byte[100]);
      fill(server);
      other.put("probe", new byte[100]);

      double idle = slowest(other, () -> false);
      long[] size = new long[1];
      List<Double> took = new ArrayList<>();
      Thread counting =
          new Thread(
              () -> {
                long start = System.nanoTime();
                size[0] = cache.size();
                took.add((System.nanoTime() - start) / 1e9);
              });
      counting.start();
      double beside = slowest(other, counting::isAlive);
      counting.join();
      report(
          "`size()`, by a scan of a million entries",
          String.format(
              Locale.ROOT,
              "found %,d in %.1f s; p99 of another client's gets %.0f µs, %.0f µs without the scan",
              size[0],
              took.get(0),
              beside,
              idle),
          "");

      long start = System.nanoTime();
      long invalidated = cache.invalidateMatching("key-000012?");
      report(
          "`invalidateMatching` of 10 among a million entries, until they are removed",
          String.format(
              Locale.ROOT, "%d in %.1f s", invalidated, (System.nanoTime() - start) / 1e9),
          "");

      start = System.nanoTime();
      cache.clear();
      double cleared = (System.nanoTime() - start) / 1e6;
      if (cache.get(FIRST) != null) {
        throw new IllegalStateException("not cleared");
      }
      report(
          "`clear` of a million entries",
          String.format(Locale.ROOT, "%.1f ms", cleared),
          "≤ 10 ms: " + ((cleared <= 10) ? "met" : "**missed**"));
    }
  }

  private static void report(String what, String found, String bar) {
    System.out.printf("| %s | %s | %s |%n", what, found, bar);
  }

  private interface Condition {
    boolean holds();
  }

  /** Returns the 99th percentile of gets, in microseconds: of so many, and while something runs. */
  private static double slowest(BareMemcached other, Condition running) {
    List<Double> times = new ArrayList<>();
    while (times.size() < GETS || running.holds()) {
      long start = System.nanoTime();
      if (other.get("probe") == null) {
        throw new IllegalStateException("evicted");
      }
      times.add((System.nanoTime() - start) / 1e3);
    }
    return Medians.at(times, 0.99);
  }

  // ---- entries as if each had been put

  private static void fill(MemcachedProcess server) throws IOException {
    String place = place(server);
    byte[] item = item(server, place);
    RemoteEntry entry = RemoteEntry.decode(item, RemoteEntry.KEYED);
    byte[] key = entry.key();
    String prefix = place.substring(0, place.lastIndexOf(':') + 1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 18);
      for (int i = 1; i < ENTRIES; i++) {
        byte[] digits = String.format(Locale.ROOT, "%0" + DIGITS + "d", i).getBytes(US_ASCII);
        System.arraycopy(digits, 0, key, key.length - DIGITS, DIGITS);
        byte[] made =
            RemoteEntry.encode(
                RemoteEntry.KEYED,
                RemoteEntry.keyed(key, entry.value()),
                entry.epoch(),
                ThreadLocalRandom.current().nextLong(),
                entry.policyDeadline(),
                entry.notAfter(),
                entry.writtenAt());
        String to = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(key);
        out.write(("set " + to + " 0 0 " + made.length + " noreply\r\n").getBytes(US_ASCII));
        out.write(made);
        out.write("\r\n".getBytes(US_ASCII));
      }
      out.write("version\r\n".getBytes(US_ASCII));
      out.flush();
      int unused = socket.getInputStream().read(); // all is stored
    }
  }

  /** Returns the key of the only entry. */
  private static String place(MemcachedProcess server) {
    List<String> found = new ArrayList<>();
    for (String line : server.command("lru_crawler metadump all").split("\r?\n", -1)) {
      if (line.startsWith("key=") && line.contains("%3Ae%3A")) {
        found.add(line.substring(4, line.indexOf(' ')).replace("%3A", ":"));
      }
    }
    if (found.size() != 1) {
      throw new IllegalStateException("expected one entry: " + found);
    }
    return found.get(0);
  }

  private static byte[] item(MemcachedProcess server, String place) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write(("get " + place + "\r\n").getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int next;
      while ((next = in.read()) != '\n') {
        head.write(next);
      }
      String[] words = head.toString(US_ASCII).trim().split(" ", -1);
      return in.readNBytes(Integer.parseInt(words[3]));
    }
  }
}
