/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.chrono.JapaneseDate;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.cache.integration.CacheLoaderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.Codec;
import uno.jcache.internal.store.UndecodableException;

/** Values of the JDK's plain types are read after a restart, and nobody need admit them. */
@SuppressWarnings({
  "AddressSelection",
  "IdentityHashMapUsage",
  "JdkObsolete",
  "UnnecessaryStringBuilder"
}) // whatever one thinks of them, they are cached
class PlainTypesTest {
  private static ValueCodec codec(String... allowed) {
    return new ValueCodec(
        "test",
        Codec.serialization(),
        new ClassAllowList(PlainTypesTest.class.getClassLoader(), List.of(allowed)),
        Object.class,
        Long.MAX_VALUE);
  }

  private static Object afterRestart(Object value) {
    return codec().decode(codec().encode(value)).value();
  }

  static Stream<Object> values() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("a", "b");
    Stack<String> stack = new Stack<>();
    stack.push("a");
    Set<String> ofMap = Collections.newSetFromMap(new ConcurrentHashMap<>());
    ofMap.add("a");
    return Stream.of(
        new GregorianCalendar(TimeZone.getTimeZone("Europe/Paris"), Locale.FRANCE),
        TimeZone.getTimeZone("Asia/Tokyo"),
        new SimpleTimeZone(3_600_000, "mine"),
        properties,
        new Hashtable<>(Map.of("a", 1)),
        stack,
        InetAddress.getByName("127.0.0.1"),
        InetAddress.getByName("::1"),
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 80),
        URI.create("http://example.com"),
        new File("a/b"),
        JapaneseDate.of(2020, 1, 1),
        new TreeSet<>(Comparator.<String>naturalOrder()),
        new TreeMap<String, Integer>(Collections.reverseOrder(Comparator.<String>naturalOrder())),
        ofMap,
        Collections.unmodifiableNavigableMap(new TreeMap<>(Map.of("a", 1))),
        Collections.unmodifiableNavigableSet(new TreeSet<>(List.of("a"))),
        Collections.synchronizedSortedMap(new TreeMap<>(Map.of("a", 1))),
        new BigDecimal("1.50"),
        Map.of("date", LocalDate.EPOCH, "zone", TimeZone.getTimeZone("UTC")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void areReadByWhoHasNotWrittenThem(Object value) {
    assertThat(afterRestart(value)).isEqualTo(value);
  }

  @Test
  void soAreThoseThatHaveNoEquals() {
    Pattern pattern = (Pattern) afterRestart(Pattern.compile("a+", Pattern.CASE_INSENSITIVE));
    assertThat(pattern.matcher("AA").matches()).isTrue();
    LongAdder adder = new LongAdder();
    adder.add(5);
    assertThat(afterRestart(adder)).hasToString("5");
    assertThat(afterRestart(new AtomicReference<>("a"))).hasToString("a");
    assertThat(afterRestart(new StringBuilder("text"))).hasToString("text");
    for (Object queue :
        List.of(
            new ArrayDeque<>(List.of("a")),
            new PriorityQueue<>(List.of("a")),
            new ConcurrentLinkedQueue<>(List.of("a")),
            new LinkedBlockingQueue<>(List.of("a")))) {
      assertThat(afterRestart(queue)).hasToString("[a]").hasSameClassAs(queue);
    }
    Object identity = afterRestart(new IdentityHashMap<>(Map.of("a", 1)));
    assertThat(identity).hasToString("{a=1}");
  }

  /** As caches of exceptions have them. */
  @Test
  void soAreExceptions() {
    Exception suppressed = new IllegalStateException("suppressed");
    for (Exception each :
        List.of(
            new RuntimeException("r", new IOException("cause")),
            new IllegalArgumentException("i"),
            new NullPointerException(),
            new UnsupportedOperationException(),
            new ArrayIndexOutOfBoundsException(3),
            new NumberFormatException("n"),
            new ClassCastException("c"),
            new ArithmeticException("a"),
            new NoSuchElementException(),
            new TimeoutException(),
            new ExecutionException(new InterruptedException()),
            new FileNotFoundException("f"),
            new UncheckedIOException(new IOException()),
            new SQLException("s", "state", 5),
            new ReflectiveOperationException(),
            new CacheLoaderException("l", suppressed))) {
      each.addSuppressed(suppressed);
      Exception read = (Exception) afterRestart(each);
      assertThat(read).hasSameClassAs(each).hasMessage(each.getMessage());
      assertThat(read.getStackTrace()).isEqualTo(each.getStackTrace());
      assertThat(read.getSuppressed()).hasSize(1);
    }
  }

  /** Whose hash code asks a name server: bytes of somebody else's must not make us do that. */
  @Test
  void urlsAreNotAmongThem() throws Exception {
    byte[] url = codec("java.net.*").encode(URI.create("http://example.invalid").toURL());
    assertThatThrownBy(() -> codec().decode(url))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("allowed-classes += \"java.net.URL\"");
  }
}
