/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.codec;

import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.AllowedClasses;
import uno.jcache.internal.store.UndecodableException;
import uno.jcache.internal.support.Glob;

/**
 * The classes whose objects one cache may read. It refers to classes weakly, so that an application
 * can be unloaded.
 *
 * <p>The cache may also read each class that it has encoded itself. The application has created
 * objects of such a class before, so reading one creates no new kind of object. Classes of objects
 * that were put by another process, or before a restart, must be declared.
 *
 * <p>Safe for use by many threads.
 */
public final class ClassAllowList implements AllowedClasses {
  /**
   * Values, collections and exceptions that are safe to read, because this runs only their own
   * code. A URL is not safe: reading a map with URLs as keys computes their hash codes, and a URL's
   * {@code hashCode} queries a name server.
   */
  private static final Set<String> OF_THE_JDK =
      Set.of(
          "java.io.EOFException",
          "java.io.File",
          "java.io.FileNotFoundException",
          "java.io.IOException",
          "java.io.UncheckedIOException",
          "java.lang.AbstractStringBuilder",
          "java.lang.ArithmeticException",
          "java.lang.ArrayIndexOutOfBoundsException",
          "java.lang.AssertionError",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.ClassCastException",
          "java.lang.ClassNotFoundException",
          "java.lang.CloneNotSupportedException",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Error",
          "java.lang.Exception",
          "java.lang.Float",
          "java.lang.IllegalArgumentException",
          "java.lang.IllegalStateException",
          "java.lang.IndexOutOfBoundsException",
          "java.lang.Integer",
          "java.lang.InterruptedException",
          "java.lang.LinkageError",
          "java.lang.Long",
          "java.lang.NegativeArraySizeException",
          "java.lang.NoSuchFieldException",
          "java.lang.NoSuchMethodException",
          "java.lang.NullPointerException",
          "java.lang.Number",
          "java.lang.NumberFormatException",
          "java.lang.Object", // as in Object[]
          "java.lang.Record",
          "java.lang.ReflectiveOperationException",
          "java.lang.RuntimeException",
          "java.lang.SecurityException",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.lang.String$CaseInsensitiveComparator", // the comparator of a TreeMap
          "java.lang.StringBuffer",
          "java.lang.StringBuilder",
          "java.lang.StringIndexOutOfBoundsException",
          "java.lang.Throwable",
          "java.lang.UnsupportedOperationException",
          "java.lang.VirtualMachineError",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.math.RoundingMode",
          "java.net.ConnectException",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.MalformedURLException",
          "java.net.SocketAddress",
          "java.net.SocketException",
          "java.net.SocketTimeoutException",
          "java.net.URI",
          "java.net.URISyntaxException",
          "java.net.UnknownHostException",
          "java.sql.Date",
          "java.sql.SQLException",
          "java.sql.SQLTimeoutException",
          "java.sql.SQLTransientException",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.text.ParseException",
          "java.time.DateTimeException",
          "java.time.DayOfWeek",
          "java.time.Month",
          "java.time.Ser",
          "java.time.ZoneRegion",
          "java.time.chrono.ChronoLocalDateImpl",
          "java.time.chrono.HijrahDate",
          "java.time.chrono.JapaneseDate",
          "java.time.chrono.MinguoDate",
          "java.time.chrono.Ser",
          "java.time.chrono.ThaiBuddhistDate",
          "java.time.format.DateTimeParseException",
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.Calendar",
          "java.util.CollSer",
          "java.util.Collections$CopiesList",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$ReverseComparator",
          "java.util.Collections$ReverseComparator2",
          "java.util.Collections$SetFromMap",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.Collections$SynchronizedCollection",
          "java.util.Collections$SynchronizedList",
          "java.util.Collections$SynchronizedMap",
          "java.util.Collections$SynchronizedNavigableMap",
          "java.util.Collections$SynchronizedNavigableSet",
          "java.util.Collections$SynchronizedRandomAccessList",
          "java.util.Collections$SynchronizedSet",
          "java.util.Collections$SynchronizedSortedMap",
          "java.util.Collections$SynchronizedSortedSet",
          "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$UnmodifiableList",
          "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$UnmodifiableNavigableMap",
          "java.util.Collections$UnmodifiableNavigableMap$EmptyNavigableMap",
          "java.util.Collections$UnmodifiableNavigableSet",
          "java.util.Collections$UnmodifiableNavigableSet$EmptyNavigableSet",
          "java.util.Collections$UnmodifiableRandomAccessList",
          "java.util.Collections$UnmodifiableSet",
          "java.util.Collections$UnmodifiableSortedMap",
          "java.util.Collections$UnmodifiableSortedSet",
          "java.util.Comparators$NaturalOrderComparator",
          "java.util.ConcurrentModificationException",
          "java.util.Currency",
          "java.util.Date",
          "java.util.Dictionary",
          "java.util.EnumMap",
          "java.util.EnumSet$SerializationProxy",
          "java.util.GregorianCalendar",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.ImmutableCollections$List12",
          "java.util.ImmutableCollections$ListN",
          "java.util.ImmutableCollections$Map1",
          "java.util.ImmutableCollections$MapN",
          "java.util.ImmutableCollections$Set12",
          "java.util.ImmutableCollections$SetN",
          "java.util.ImmutableCollections$SubList",
          "java.util.InputMismatchException",
          "java.util.JumboEnumSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.List", // JsonCodec.typeOf returns List and Map
          "java.util.Locale",
          "java.util.Map",
          "java.util.MissingResourceException",
          "java.util.NoSuchElementException",
          "java.util.PriorityQueue",
          "java.util.Properties",
          "java.util.RegularEnumSet",
          "java.util.SimpleTimeZone",
          "java.util.Stack",
          "java.util.TimeZone",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.CancellationException",
          "java.util.concurrent.CompletionException",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentHashMap$Segment",
          "java.util.concurrent.ConcurrentLinkedDeque",
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.ConcurrentSkipListSet",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.CopyOnWriteArraySet",
          "java.util.concurrent.ExecutionException",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.RejectedExecutionException",
          "java.util.concurrent.TimeUnit",
          "java.util.concurrent.TimeoutException",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.concurrent.atomic.DoubleAdder",
          "java.util.concurrent.atomic.DoubleAdder$SerializationProxy",
          "java.util.concurrent.atomic.LongAdder",
          "java.util.concurrent.atomic.LongAdder$SerializationProxy",
          "java.util.concurrent.atomic.Striped64",
          "java.util.concurrent.locks.AbstractOwnableSynchronizer",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantLock$NonfairSync",
          "java.util.concurrent.locks.ReentrantLock$Sync",
          "java.util.regex.Pattern",
          "java.util.regex.PatternSyntaxException",
          "javax.cache.CacheException",
          "javax.cache.integration.CacheLoaderException",
          "javax.cache.integration.CacheWriterException",
          "javax.cache.processor.EntryProcessorException",
          "sun.util.calendar.ZoneInfo");

  /** Data classes of frameworks that create caches themselves. */
  private static final Set<String> OF_FRAMEWORKS =
      Set.of(
          "java.io.Serializable", // as in Serializable[]: the columns of an entity in Hibernate
          "uno.jcache.annotations.MethodKey",
          "uno.jcache.annotations.internal.CachedNull",
          "org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer$1",
          "org.hibernate.cache.internal.BasicCacheKeyImplementation",
          "org.hibernate.cache.internal.CacheKeyImplementation",
          "org.hibernate.cache.internal.NaturalIdCacheKey",
          "org.hibernate.cache.internal.QueryResultsCacheImpl$CacheItem",
          "org.hibernate.cache.spi.QueryKey",
          "org.hibernate.cache.spi.entry.CollectionCacheEntry",
          "org.hibernate.cache.spi.entry.StandardCacheEntryImpl",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$Item",
          "org.hibernate.cache.spi.support.AbstractReadWriteAccess$SoftLockImpl",
          "org.hibernate.query.internal.QueryParameterBindingsImpl$ParameterBindingsMementoImpl",
          "org.hibernate.type.AnyType$ObjectTypeCacheEntry",
          "org.springframework.cache.interceptor.SimpleKey",
          "org.springframework.cache.support.NullValue");

  private final ClassLoader loader;
  private final List<Glob> patterns;

  /** The names of the declared types, and of the types that they refer to. */
  private final Set<String> declared = new HashSet<>();

  /** The names of classes for which a warning was logged. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  /** The allowed classes that were already encoded or read, by name. */
  private final Map<String, WeakReference<Class<?>>> known = new ConcurrentHashMap<>();

  /**
   * Creates a list that allows the given classes. {@link #allowEncoded} adds the classes that the
   * cache encodes.
   *
   * @param loader finds classes by their names
   * @param patterns names of classes, or glob patterns
   * @param declared the types of keys and values
   */
  public ClassAllowList(ClassLoader loader, Collection<String> patterns, Class<?>... declared) {
    this.loader = loader;
    this.patterns = patterns.stream().map(Glob::of).toList();
    for (Class<?> type : declared) {
      if (type != Object.class) {
        Fingerprints.reachable(type)
            .forEach(
                each -> {
                  this.declared.add(each.getName());
                  allowEncoded(each);
                });
      }
    }
  }

  /**
   * Checks a configured name or pattern.
   *
   * @throws IllegalArgumentException if it is neither a full class name nor a pattern that begins
   *     with a package
   */
  public static void check(String pattern) {
    if (pattern.chars().anyMatch(c -> c == ',' || Character.isWhitespace(c))) {
      throw new IllegalArgumentException(
          "'" + pattern + "' must be the name of one class, but it has a comma or a space");
    }
    if (Glob.of(pattern).prefix().indexOf('.') < 1) {
      throw new IllegalArgumentException(
          "'"
              + pattern
              + "' must be the full name of a class, or a pattern that begins with a package, as in"
              + " com.example.*");
    }
  }

  @Override
  public Class<?> find(String name) {
    Class<?> type = known(name);
    if (type != null) {
      return type;
    }
    if (!isArrayOfPrimitives(name) && !isAllowed(elementOf(name))) { // checked before it is loaded
      throw new UndecodableException(
          "it is of " + name + ", which this cache may not read; " + remedy(elementOf(name)));
    }
    Class<?> found = load(name);
    known.put(name, new WeakReference<>(found));
    return found;
  }

  private @Nullable Class<?> known(String name) {
    WeakReference<Class<?>> reference = known.get(name);
    return (reference == null) ? null : reference.get();
  }

  private Class<?> load(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UndecodableException("it is of " + name + ", which is not on the class path");
    }
  }

  private boolean isAllowed(String name) {
    return known(name) != null || isAllowedByConfiguration(name);
  }

  /** Returns whether every cache with this configuration allows a class. */
  private boolean isAllowedByConfiguration(String name) {
    return OF_THE_JDK.contains(name)
        || OF_FRAMEWORKS.contains(name)
        || declared.contains(name)
        || patterns.stream().anyMatch(pattern -> pattern.matches(name));
  }

  /** Returns advice, for a message, on how to allow these classes. */
  private static String remedy(String... names) {
    return "add to the region's settings: allowed-classes += \""
        + String.join("\", allowed-classes += \"", names)
        + "\"";
  }

  /** Returns a recorder of the classes of one value. */
  EncodedClasses recorder() {
    return new EncodedClasses();
  }

  /** Records the classes of one value that is being encoded, and allows them. */
  final class EncodedClasses implements AllowedClasses {
    private final Set<String> missing = new TreeSet<>();

    private EncodedClasses() {}

    @Override
    public Class<?> find(String name) {
      return ClassAllowList.this.find(name);
    }

    @Override
    public void allowEncoded(Class<?> type) {
      String name = type.getName();
      if (allow(type)
          && !isArrayOfPrimitives(name)
          && !isAllowedByConfiguration(elementOf(name))
          && reported.add(elementOf(name))) {
        missing.add(elementOf(name));
      }
    }

    /**
     * Returns advice on how to let other processes with this configuration read the value. Returns
     * null if they already can, or if this was reported before.
     */
    @Nullable String remedy() {
      return missing.isEmpty() ? null : ClassAllowList.remedy(missing.toArray(String[]::new));
    }
  }

  private static boolean isArrayOfPrimitives(String name) {
    return name.startsWith("[") && name.lastIndexOf('[') == name.length() - 2;
  }

  /** Returns the name of an array's element type, or the given name if it is not an array's. */
  private static String elementOf(String name) {
    String element = name.substring(name.lastIndexOf('[') + 1);
    return (element.length() < name.length() && element.endsWith(";"))
        ? element.substring(1, element.length() - 1)
        : element;
  }

  @Override
  public void allowEncoded(Class<?> type) {
    boolean unused = allow(type);
  }

  /** Allows a class from now on. Returns whether it was unknown before. */
  @SuppressWarnings("ReferenceEquality") // classes are compared by identity
  private boolean allow(Class<?> type) {
    boolean isNew = known(type.getName()) != type;
    if (isNew) {
      known.put(type.getName(), new WeakReference<>(type));
    }
    return isNew;
  }
}
