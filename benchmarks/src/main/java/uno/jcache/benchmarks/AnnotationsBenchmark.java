/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import com.github.benmanes.caffeine.jcache.configuration.CaffeineConfiguration;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.matcher.Matchers;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.CacheResult;
import javax.cache.configuration.MutableConfiguration;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;
import uno.jcache.annotations.CacheAnnotations;
import uno.jcache.annotations.Cached;
import uno.jcache.annotations.MethodKey;
import uno.jcache.annotations.guice.CacheAnnotationsModule;
import uno.jcache.annotations.spring.EnableCacheAnnotations;

/**
 * What a call of an annotated method costs that hits: beside a get of the same key, and beside an
 * interceptor of the same container that does nothing else. In one JVM, by turns, by one thread, in
 * the order of a Zipf distribution over {@value #KEYS} keys; by reference, eternal, and bounded by
 * 10,000 entries.
 */
final class AnnotationsBenchmark {
  private static final int KEYS = 10_000;
  private static final int SEQUENCE = 1 << 16;
  private static final int TURNS = 21;
  private static final long TURN_NANOS = 200_000_000;
  private static final int BATCH = 1 << 12;

  private final int[] sequence = ZipfSequence.draw(SEQUENCE, KEYS);
  private final List<Contender> contenders = new ArrayList<>();
  private volatile Object blackhole = "";

  /** What is measured, and the nanoseconds and bytes for each call in each turn. */
  private static final class Contender {
    final String name;
    final LongFunction<Object> call;
    final double[] nanos = new double[TURNS];
    double bytes;

    Contender(String name, LongFunction<Object> call) {
      this.name = name;
      this.call = call;
    }
  }

  /** Marks methods that are intercepted by an interceptor that only answers. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Bare {}

  /** What is called. */
  public interface Names {
    /** By the standard's annotation. */
    String standard(long id);

    /** By ours. */
    String ours(long id);

    /** By an interceptor that does nothing. */
    String bare(long id);
  }

  /** An annotated class. */
  public static class AnnotatedNames implements Names {
    @Override
    @CacheResult(cacheName = "names")
    public String standard(long id) {
      return "name " + id;
    }

    @Override
    @Cached(region = "ours", key = "{id}")
    public String ours(long id) {
      return "name " + id;
    }

    @Override
    @Bare
    public String bare(long id) {
      return "name " + id;
    }
  }

  /** What each provider can do. */
  public static class SpringNames {
    /** By Spring's annotation. */
    @Cacheable("spring")
    public String spring(long id) {
      return "name " + id;
    }
  }

  /** An application of Spring that has nothing of ours. */
  @EnableCaching(proxyTargetClass = true)
  static class PlainConfiguration {}

  /** An application of Spring. */
  @EnableCaching(proxyTargetClass = true)
  @EnableCacheAnnotations
  static class SpringConfiguration {}

  public static void main(String[] arguments) {
    new AnnotationsBenchmark().run();
    System.exit(0); // whatever thread there still is
  }

  private void run() {
    UnoCacheManager manager =
        new UnoCachingProvider().getCacheManager(URI.create("annotations"), null);
    CacheManager caffeine =
        Caching.getCachingProvider(
                "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider")
            .getCacheManager();
    for (String name : List.of("names", "ours", "spring")) {
      Cache<Object, Object> unused =
          manager.createCache(name, new MutableConfiguration<>().setStoreByValue(false));
    }
    CaffeineConfiguration<Object, Object> asLarge = new CaffeineConfiguration<>();
    asLarge.setStoreByValue(false);
    asLarge.setMaximumSize(OptionalLong.of(10_000)); // what we have by default
    Cache<Object, Object> unused = caffeine.createCache("spring", asLarge);
    addPlain(manager);
    addGuice(manager);
    addSpring(manager, caffeine);
    measure();
    print();
    if (blackhole.equals("")) {
      throw new IllegalStateException("nothing was called");
    }
  }

  private void add(String name, LongFunction<Object> call) {
    contenders.add(new Contender(name, call));
  }

  private void addPlain(UnoCacheManager manager) {
    Cache<Object, Object> cache = manager.getCache("names");
    Names names = CacheAnnotations.proxy(new AnnotatedNames(), Names.class, manager);
    for (long i = 0; i < KEYS; i++) {
      String unused = names.standard(i);
      String unusedToo = names.ours(i);
    }
    Names bare =
        (Names)
            Proxy.newProxyInstance(
                Names.class.getClassLoader(), new Class<?>[] {Names.class}, (p, m, a) -> "bare");
    Cache<Object, Object> ours = manager.getCache("ours");
    add("`Cache.get` of a key", id -> cache.get(MethodKey.of(id)));
    add("`Cache.get` of a text", id -> ours.get(Long.toString(id)));
    add("proxy, bare", bare::bare);
    add("proxy, `@CacheResult`", names::standard);
    add("proxy, `@Cached`", names::ours);
  }

  private void addGuice(UnoCacheManager manager) {
    AnnotatedNames names =
        Guice.createInjector(
                new CacheAnnotationsModule(),
                new AbstractModule() {
                  @Override
                  protected void configure() {
                    bind(CacheManager.class).toInstance(manager);
                    bindInterceptor(
                        Matchers.any(), Matchers.annotatedWith(Bare.class), call -> "bare");
                  }
                })
            .getInstance(AnnotatedNames.class);
    add("Guice, bare", names::bare);
    add("Guice, `@CacheResult`", names::standard);
    add("Guice, `@Cached`", names::ours);
  }

  private void addSpring(UnoCacheManager manager, CacheManager caffeine) {
    ProxyFactory factory = new ProxyFactory(new AnnotatedNames());
    factory.setProxyTargetClass(true);
    factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) call -> "bare");
    AnnotatedNames bare = (AnnotatedNames) factory.getProxy();
    AnnotatedNames ours = spring(manager, SpringConfiguration.class, AnnotatedNames.class);
    SpringNames onUs = spring(manager, PlainConfiguration.class, SpringNames.class);
    SpringNames onCaffeine = spring(caffeine, PlainConfiguration.class, SpringNames.class);
    for (long i = 0; i < KEYS; i++) {
      String unused = onUs.spring(i);
      String unusedToo = onCaffeine.spring(i);
    }
    add("Spring, bare", bare::bare);
    add("Spring, `@Cached`", ours::ours);
    add("Spring, `@Cacheable` on us", onUs::spring);
    add("Spring, `@Cacheable` on Caffeine's JCache", onCaffeine::spring);
  }

  private static <T> T spring(CacheManager manager, Class<?> configuration, Class<T> bean) {
    AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
    spring.register(configuration, bean);
    spring.registerBean(CacheManager.class, () -> manager);
    spring.registerBean(JCacheCacheManager.class, () -> new JCacheCacheManager(manager));
    spring.refresh();
    return spring.getBean(bean);
  }

  private void measure() {
    for (int turn = -TURNS / 2; turn < TURNS; turn++) { // the first ones warm up
      for (Contender each : contenders) {
        measure(each, turn);
      }
    }
  }

  private void measure(Contender contender, int turn) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    long calls = 0;
    long now;
    do {
      for (int i = 0; i < BATCH; i++) {
        blackhole = contender.call.apply(sequence[(int) (calls + i) & (SEQUENCE - 1)]);
      }
      calls += BATCH;
      now = System.nanoTime();
    } while (now - start < TURN_NANOS);
    if (turn >= 0) {
      contender.nanos[turn] = (double) (now - start) / calls;
      contender.bytes = (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / calls;
    }
  }

  private double median(String name) {
    double[] nanos =
        contenders.stream()
            .filter(each -> each.name.equals(name))
            .findFirst()
            .orElseThrow()
            .nanos
            .clone();
    Arrays.sort(nanos);
    return nanos[TURNS / 2];
  }

  private void print() {
    Environment environment = Environment.current();
    System.out.printf(
        "%s, %s, %s. `./benchmarks/annotations`: medians of %d turns of %d ms.%n%n",
        environment.date(), environment.jdk(), environment.cpu(), TURNS, TURN_NANOS / 1_000_000);
    System.out.println("| A call that hits | ns | of `get` + bare | bytes |");
    System.out.println("| --- | --- | --- | --- |");
    for (Contender each : contenders) {
      double nanos = median(each.name);
      System.out.printf(
          "| %s | %.0f | %s | %.0f |%n", each.name, nanos, ratio(each.name, nanos), each.bytes);
    }
  }

  private String ratio(String name, double nanos) {
    if (name.startsWith("`") || name.endsWith("bare")) {
      return "";
    }
    String container = name.substring(0, name.indexOf(','));
    String get = name.contains("CacheResult") ? "`Cache.get` of a key" : "`Cache.get` of a text";
    return "%.2f".formatted(nanos / (median(get) + median(container + ", bare")));
  }
}
