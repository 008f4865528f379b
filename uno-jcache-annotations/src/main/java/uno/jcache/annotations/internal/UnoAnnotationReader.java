/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.lang.reflect.Method;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheDefaults;
import org.jspecify.annotations.Nullable;
import uno.jcache.annotations.Cached;
import uno.jcache.annotations.InvalidateCache;

/**
 * Makes a {@link CachedMethod} of a method with one of our own annotations. Only loaded if there is
 * one, as it needs Uno JCache.
 */
final class UnoAnnotationReader {
  private final Supplier<? extends CacheManager> manager;

  UnoAnnotationReader(Supplier<? extends CacheManager> manager) {
    this.manager = manager;
  }

  /**
   * Reads an annotation.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  CachedMethod read(Class<?> type, Method method, Cached cached) {
    RegionCache region = region(type, cached.region());
    Duration timeToLive = duration("ttl", cached.ttl());
    Duration ahead = duration("refreshAhead", cached.refreshAhead());
    RefreshAhead refresh = null;
    if (ahead != null) {
      if (timeToLive == null || ahead.compareTo(timeToLive) >= 0) {
        throw new IllegalArgumentException("refreshAhead needs a ttl that is longer");
      }
      refresh = new RefreshAhead(timeToLive, ahead);
    }
    return new CachedValueMethod(
        key(method, cached), region, Returned.by(method), timeToLive, cached.cachesNull(), refresh);
  }

  private static ArgumentTemplate key(Method method, Cached cached) {
    String prefix = cached.keyPrefix();
    if (cached.key().isEmpty()) {
      return ArgumentTemplate.joined(
          prefix.isEmpty() ? defaultPrefix(method) : prefix, Parameters.of(method).keys(), method);
    }
    String literal = prefix.replace("\\", "\\\\").replace("{", "\\{");
    return ArgumentTemplate.key(
        prefix.isEmpty() ? cached.key() : literal + ":" + cached.key(), method);
  }

  private static String defaultPrefix(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  /** Reads an annotation, as the other method does. */
  CachedMethod read(Class<?> type, Method method, InvalidateCache invalidate) {
    if (invalidate.patterns().length == 0 && invalidate.events().length == 0) {
      throw new IllegalArgumentException("it names neither patterns nor events");
    }
    List<RegionCache> regions = new ArrayList<>();
    if (invalidate.patterns().length > 0) {
      String[] names =
          (invalidate.regions().length == 0) ? new String[] {""} : invalidate.regions();
      Arrays.stream(names).forEach(name -> regions.add(region(type, name)));
    }
    List<ArgumentTemplate> patterns =
        Arrays.stream(invalidate.patterns())
            .map(pattern -> ArgumentTemplate.pattern(pattern, method))
            .toList();
    List<String> events = List.of(invalidate.events());
    Map<String, Function<@Nullable Object[], String>> fields = fields(method);
    return new ChangingMethod(
        invocation -> {
          @Nullable Object[] arguments = invocation.arguments();
          List<String> globs =
              patterns.stream().flatMap(pattern -> pattern.patterns(arguments).stream()).toList();
          Map<String, String> payload = new HashMap<>();
          if (!events.isEmpty()) {
            fields.forEach((name, value) -> payload.put(name, value.apply(arguments)));
          }
          return () -> invalidate(regions, globs, events, payload);
        },
        Returned.by(method),
        invalidate.afterInvocation(),
        new ExceptionFilter(List.of(), List.of(), false));
  }

  private void invalidate(
      List<RegionCache> regions,
      List<String> globs,
      List<String> events,
      Map<String, String> payload) {
    for (RegionCache region : regions) {
      for (String glob : globs) {
        long unused = region.get().invalidateMatching(glob);
      }
    }
    for (String event : events) {
      long unused = RegionCache.uno(manager).events().publish(event, payload);
    }
  }

  /** Returns the fields of events: each parameter, and each part of it that has a text. */
  private static Map<String, Function<@Nullable Object[], String>> fields(Method method) {
    Map<String, Function<@Nullable Object[], String>> fields = new HashMap<>();
    List<String> names = ParameterPath.names(method);
    for (int i = 0; i < names.size(); i++) {
      Class<?> type = method.getParameterTypes()[i];
      add(names.get(i), method, fields);
      if (!type.getName().startsWith("java.") && !type.isPrimitive() && !type.isArray()) {
        for (String part : Accessor.names(type)) {
          if (Accessor.of(type, part) != null) {
            add(names.get(i) + "." + part, method, fields);
          }
        }
      }
    }
    return fields;
  }

  private static void add(
      String path, Method method, Map<String, Function<@Nullable Object[], String>> fields) {
    ParameterPath value = ParameterPath.of(path, method);
    fields.put(path, arguments -> String.valueOf(value.value(arguments)));
  }

  private RegionCache region(Class<?> type, String name) {
    RegionCache region =
        new RegionCache(
            manager,
            name.isEmpty()
                ? MethodSearch.defaults(type).map(CacheDefaults::cacheName).orElse("")
                : name);
    region.requireExists();
    return region;
  }

  private static @Nullable Duration duration(String attribute, String text) {
    if (text.isEmpty()) {
      return null;
    }
    Duration duration;
    if (text.chars().allMatch(Character::isDigit)) {
      throw new IllegalArgumentException(
          attribute + " = '" + text + "' has no unit; write " + text + "s for seconds");
    }
    try {
      duration =
          text.startsWith("P")
              ? Duration.parse(text)
              : ConfigFactory.empty()
                  .withValue(attribute, ConfigValueFactory.fromAnyRef(text))
                  .getDuration(attribute);
    } catch (ConfigException | DateTimeException e) {
      throw new IllegalArgumentException(
          attribute + " = '" + text + "' is no duration, such as 5m, 30s or PT1H", e);
    }
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(
          attribute + " = '" + text + "' must be at least a millisecond");
    }
    return duration;
  }
}
