/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.CacheException;
import javax.cache.Caching;
import uno.jcache.CacheLevel;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoConfiguration;
import uno.jcache.configuration.CachingSettings;
import uno.jcache.endurance.Event.Kind;

/**
 * One process with regions in a shared store and a level in front of each. Does what its standard
 * input says, one line after the other, and answers with lines that end with {@code end}:
 *
 * <pre>
 * run ROUND SEED MILLIS FALLBACK   does things at random, and tells what
 * settle                           waits until the levels are read
 * look ROUND                       tells what it reads, and what the servers have
 * </pre>
 */
public final class Node {
  private static final int THREADS = 2;

  /** So many keys that each server has some of them. */
  private static final Set<String> EVERYWHERE =
      IntStream.range(0, 60).mapToObj(i -> "answered" + i).collect(Collectors.toSet());

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final int number;
  private final ByteBuffer records;
  private final UnoCacheManager manager;
  private final UnoCacheManager far;
  private final UnoCache<String, Long> registers;
  private final UnoCache<String, Long> counters;
  private final UnoCache<String, Long> loads;
  private final UnoCache<String, Long> farRegisters;
  private final UnoCache<String, Long> farLoads;
  private final UnoCache<String, Long> farCounters;
  private final AtomicLong values = new AtomicLong(System.nanoTime() & 0xffff_ffff_ffL);
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private Node(int number, Path records, List<String> settings) throws IOException {
    this.number = number;
    try (FileChannel file =
        FileChannel.open(records, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      this.records =
          file.map(FileChannel.MapMode.READ_WRITE, 0, file.size()).order(ByteOrder.nativeOrder());
    }
    this.manager = manager(settings);
    this.registers = cache(manager, "registers", true);
    this.counters = cache(manager, "counters", true);
    this.loads = cache(manager, "loads", true);
    this.far = manager(settings);
    this.farRegisters = cache(far, "registers", false);
    this.farLoads = cache(far, "loads", false);
    this.farCounters = cache(far, "counters", false);
  }

  /** Arguments: the number of the node, a file, and settings of its provider. */
  public static void main(String[] arguments) throws IOException {
    Node node =
        new Node(
            Integer.parseInt(arguments[0]),
            Path.of(arguments[1]),
            List.of(arguments).subList(2, arguments.length));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = in.readLine()) != null) {
      node.obey(line.split(" ", -1));
      node.out.println("end");
      node.out.flush();
    }
    System.exit(0);
  }

  private static UnoCacheManager manager(List<String> settings) {
    Properties properties = new Properties();
    for (String setting : settings) {
      int end = setting.indexOf('=');
      properties.setProperty(
          "uno-jcache.providers.shared." + setting.substring(0, end), setting.substring(end + 1));
    }
    return Caching.getCachingProvider("uno.jcache.UnoCachingProvider")
        .getCacheManager(URI.create("node-" + UUID.randomUUID()), null, properties)
        .unwrap(UnoCacheManager.class);
  }

  private static UnoCache<String, Long> cache(UnoCacheManager manager, String name, boolean near) {
    UnoConfiguration<String, Long> configuration =
        new UnoConfiguration<String, Long>()
            .setTypes(String.class, Long.class)
            .setStatisticsEnabled(true)
            .setProvider("shared");
    if (near) {
      configuration.setNear(CacheLevel.of("memory"));
    }
    return manager.createCache(name, configuration);
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "run" ->
          run(
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3]),
              Boolean.parseBoolean(words[4]));
      case "settle" -> settle();
      case "look" -> look(Integer.parseInt(words[1]));
      default -> throw new IllegalArgumentException(String.join(" ", words));
    }
  }

  // ---- at random

  private void setFallback(boolean fallback) {
    for (UnoCacheManager each : List.of(manager, far)) {
      CachingSettings unused =
          each.configuration().update(settings -> settings.withFallbackOnError(fallback));
    }
  }

  private void run(int round, long seed, long millis, boolean fallback) {
    setFallback(fallback);
    long until = System.nanoTime() + millis * 1_000_000;
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Worker worker = new Worker(round, new SplittableRandom(seed * THREADS + i), until, i);
      workers.add(worker);
      worker.start();
    }
    for (Worker worker : workers) {
      boolean interrupted = false;
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      worker.events.forEach(event -> out.println(event.encode()));
      if (worker.failure != null) {
        out.println("FAILED " + worker.failure);
      }
    }
  }

  private final class Worker extends Thread {
    private final int round;
    private final SplittableRandom random;
    private final long until;
    private final int index;
    private final List<Event> events = new ArrayList<>();
    private volatile String failure;

    Worker(int round, SplittableRandom random, long until, int index) {
      this.round = round;
      this.random = random;
      this.until = until;
      this.index = index;
    }

    @Override
    public void run() {
      try {
        while (System.nanoTime() < until) {
          step();
          LockSupport.parkNanos(random.nextLong(400_000));
        }
      } catch (RuntimeException | Error e) {
        failure = e.toString();
      }
    }

    private void step() {
      int what = random.nextInt(1_000);
      String register = Values.register(round, random.nextInt(Values.registers()));
      if (what < 400) {
        note(Kind.READ, register, () -> orNothing(registers.get(register)));
      } else if (what < 500) {
        note(Kind.READ_FAR, register, () -> orNothing(farRegisters.get(register)));
      } else if (what < 560) {
        readSeveral();
      } else if (what < 660) {
        put(register);
      } else if (what < 680) {
        putSeveral();
      } else if (what < 720) {
        put(Values.ONCE + round + ":" + number + ":" + values.incrementAndGet());
      } else if (what < 760) {
        change(Kind.REMOVE, register, () -> registers.remove(register));
      } else if (what < 774 && round % 2 == 1) {
        // Without invalidations, whose numbers alone would keep late changes from taking effect.
        change(Kind.REMOVE, register, () -> registers.remove(register));
      } else if (what < 770) {
        String group = Values.group(round, random.nextInt(Values.groups()));
        change(Kind.INVALIDATE, group, () -> registers.invalidateMatching(group + "*"));
      } else if (what < 774) {
        change(Kind.CLEAR, "", registers::clear);
      } else if (what < 860) {
        increment(Values.counter(round, random.nextInt(Values.counters())));
      } else if (what < 960) {
        load(random.nextInt(Values.records()));
      } else {
        change(random.nextInt(Values.records()));
      }
    }

    private void note(Kind kind, String key, LongSupplier action) {
      long begin = System.nanoTime();
      long value = 0;
      boolean done = false;
      try {
        value = action.getAsLong();
        done = true;
      } catch (CacheException e) {
        // nobody knows
      }
      events.add(new Event(number, kind, key, value, begin, System.nanoTime(), done));
    }

    private void change(Kind kind, String key, Runnable action) {
      note(
          kind,
          key,
          () -> {
            action.run();
            return 0;
          });
    }

    private static long orNothing(Long value) {
      return (value == null) ? 0 : value;
    }

    private void readSeveral() {
      Set<String> keys = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        keys.add(Values.register(round, random.nextInt(Values.registers())));
      }
      long begin = System.nanoTime();
      try {
        Map<String, Long> found = registers.getAll(keys);
        long end = System.nanoTime();
        found.forEach(
            (key, value) -> events.add(new Event(number, Kind.READ, key, value, begin, end, true)));
      } catch (CacheException e) {
        // as it may
      }
    }

    private void put(String key) {
      long value = Values.of(number, values.incrementAndGet());
      long begin = System.nanoTime();
      boolean done = false;
      try {
        if (random.nextBoolean()) {
          registers.put(key, value);
        } else {
          registers.invoke(
              key,
              (entry, arguments) -> {
                entry.setValue(value);
                return null;
              });
        }
        done = true;
      } catch (CacheException e) {
        // nobody knows
      }
      events.add(new Event(number, Kind.PUT, key, value, begin, System.nanoTime(), done));
    }

    private void putSeveral() {
      Map<String, Long> entries =
          Map.of(
              Values.register(round, 2 * random.nextInt(Values.registers() / 2)),
              Values.of(number, values.incrementAndGet()),
              Values.register(round, 2 * random.nextInt(Values.registers() / 2) + 1),
              Values.of(number, values.incrementAndGet()));
      long begin = System.nanoTime();
      boolean done = false;
      try {
        registers.putAll(entries);
        done = true;
      } catch (CacheException e) {
        // nobody knows
      }
      boolean all = done;
      long end = System.nanoTime();
      entries.forEach(
          (key, value) -> events.add(new Event(number, Kind.PUT, key, value, begin, end, all)));
    }

    private void increment(String key) {
      note(
          Kind.INCREMENT,
          key,
          () ->
              counters.invoke(
                  key,
                  (entry, arguments) -> {
                    long sum = entry.exists() ? entry.getValue() + 1 : 1;
                    entry.setValue(sum);
                    return sum;
                  }));
    }

    private void load(int record) {
      String key = Values.record(round, record);
      note(
          Kind.LOAD,
          key,
          () ->
              loads.get(
                  key,
                  missing -> {
                    long version = version(record);
                    LockSupport.parkNanos(random.nextLong(2_000_000));
                    return version;
                  }));
    }

    /** Each record has one thread that writes it. */
    private void change(int any) {
      int owners = Coherence.NODES * THREADS;
      int record = (any / owners) * owners + number * THREADS + index;
      if (record >= Values.records()) {
        return;
      }
      String key = Values.record(round, record);
      long version = version(record) + 1;
      note(
          Kind.RECORD,
          key,
          () -> {
            LONGS.setVolatile(records, record * Long.BYTES, version);
            switch (random.nextInt(3)) {
              case 0 -> loads.invalidateMatching(key + "*");
              case 1 -> loads.remove(key);
              default -> loads.invalidateMatching("d*");
            }
            return version;
          });
    }
  }

  private long version(int record) {
    return (long) LONGS.getVolatile(records, record * Long.BYTES);
  }

  // ---- at rest

  private void settle() {
    setFallback(false);
    for (UnoCache<String, Long> cache : List.of(registers, counters, loads)) {
      String key = "settled:" + number;
      while (!isReadNear(cache, key)) {
        LockSupport.parkNanos(2_000_000);
      }
    }
    for (UnoCache<String, Long> cache : List.of(farRegisters, farCounters, farLoads)) {
      while (!isAnswered(cache)) {
        LockSupport.parkNanos(2_000_000);
      }
    }
  }

  private static boolean isAnswered(UnoCache<String, Long> cache) {
    try {
      Map<String, Long> unused = cache.getAll(EVERYWHERE);
      return true;
    } catch (CacheException e) {
      return false;
    }
  }

  private boolean isReadNear(UnoCache<String, Long> cache, String key) {
    try {
      cache.put(key, 1L);
      Long filled = cache.get(key);
      long hits = nearHits(cache);
      return filled != null && cache.get(key) != null && nearHits(cache) > hits;
    } catch (CacheException e) {
      return false;
    }
  }

  private long nearHits(UnoCache<?, ?> cache) {
    return manager.monitoring().levels(cache.getName()).get(0).hits();
  }

  private void look(int round) {
    for (int i = 0; i < Values.registers(); i++) {
      tell("register", Values.register(round, i), registers, farRegisters);
    }
    for (int i = 0; i < Values.records(); i++) {
      tell("record", Values.record(round, i), loads, farLoads);
      out.println("version " + Values.record(round, i) + " " + version(i));
    }
    for (int i = 0; i < Values.counters(); i++) {
      tell("counter", Values.counter(round, i), counters, farCounters);
    }
    try (var keys = farRegisters.keys()) {
      keys.filter(key -> key.startsWith(Values.ONCE + round + ":"))
          .forEach(key -> out.println("once " + key));
    }
  }

  private void tell(
      String kind, String key, UnoCache<String, Long> near, UnoCache<String, Long> far) {
    out.println(kind + " " + key + " " + near.get(key) + " " + far.get(key));
  }
}
