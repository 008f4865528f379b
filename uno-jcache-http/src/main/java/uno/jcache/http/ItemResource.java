/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import uno.jcache.EntryMetadata;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.http.Shape.Field;
import uno.jcache.http.Shape.Kind;
import uno.jcache.region.CacheRegions;

/**
 * The entries of regions. Their keys are strings.
 *
 * <p>An item may have metadata of the client's. Such an item is stored as a map of its value and
 * its metadata, under the names {@value #VALUE} and {@value #METADATA}; others are stored as their
 * values.
 */
final class ItemResource {
  private static final String PATH = "/api/cache/items";
  private static final Shape ITEM =
      Shape.of(
          "Item",
          Field.of("key", Kind.TEXT, "The key").required(),
          Field.of("value", Kind.ANY, "The value, in JSON; as text if it has no such form")
              .required(),
          Field.of("region", Kind.TEXT, "The region").required(),
          Field.of("expiry", Kind.TIME, "When it expires; null for never, or if unknown"),
          Field.of("created_at", Kind.TIME, "When it was created, if the region keeps that"),
          Field.of("last_accessed", Kind.TIME, "When it was last read, if the region keeps that"),
          Field.of("metadata", Kind.OBJECT, "What a client stored with it"),
          Field.of("version", Kind.COUNT, "Which change of the item this is, if that is kept"),
          Field.of("levels", Kind.TEXTS, "The providers that hold it, the nearest first"));
  private static final Shape NEW =
      Shape.of(
          "NewItem",
          Field.of("value", Kind.ANY, "Anything but null").required(),
          Field.of("ttl_seconds", Kind.NUMBER, "How long it lives, in seconds"),
          Field.of("metadata", Kind.OBJECT, "Is stored with the value"));
  private static final Shape SIZE =
      Shape.of("Size", Field.of("size", Kind.COUNT, "How many items").required());
  private static final Shape PAGE =
      Shape.of(
          "KeyPage",
          Field.of("keys", Kind.TEXTS, "Some keys").required(),
          Field.of("next", Kind.TEXT, "The cursor of the next page; null after the last"));
  private static final Shape PREVIEW =
      Shape.of(
          "Preview",
          Field.of("matching_count", Kind.COUNT, "How many items match").required(),
          Field.of("keys", Kind.TEXTS, "Some of their keys").required());
  static final Shape INVALIDATED =
      Shape.of(
          "Invalidated",
          Field.of("invalidated_count", Kind.COUNT, "How many items are gone").required());

  private static final int USUAL_KEYS = 100;
  private static final int MOST_KEYS = 1_000;
  private static final String VALUE = "@value";
  private static final String METADATA = "@metadata";

  private final UnoCacheManager manager;
  private final KeyPages pages;

  ItemResource(UnoCacheManager manager, KeyPages pages) {
    this.manager = manager;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, "Lists all keys of a region")
            .region()
            .answers(200, Map.of("type", "array", "items", Map.of("type", "string")))
            .by(call -> keys(call.region())),
        Endpoint.get("/api/cache/keys", "Lists keys of a region, page by page")
            .region()
            .query("pattern", "A glob that the keys match; without it, all keys")
            .query("cursor", "The 'next' of the page before; without it, the first page")
            .query("limit", "How many keys, from 1 to 1000; without it, 100")
            .answers(200, PAGE)
            .by(this::page),
        Endpoint.get(PATH + "/pattern/<pattern>", "Says what a pattern would invalidate")
            .region()
            .query("limit", "How many keys to show, from 1 to 1000; without it, 100")
            .answers(200, PREVIEW)
            .by(this::preview),
        Endpoint.delete(PATH, "Removes all items")
            .query("region", "The name of the region; without it, all regions")
            .doing(call -> clear(call.region())),
        Endpoint.delete(PATH + "/pattern/<pattern>", "Invalidates the items that match a glob")
            .region()
            .answers(200, INVALIDATED)
            .by(call -> invalidated(cache(call.region()).invalidateMatching(call.rest()))),
        Endpoint.get(PATH + "/<key>", "Reads an item")
            .region()
            .answers(200, ITEM)
            .by(call -> get(call.region(), call.rest())),
        Endpoint.put(PATH + "/<key>", "Stores an item")
            .region()
            .takes(NEW)
            .answers(200, ITEM)
            .by(call -> put(call.region(), call.rest(), call.fields())),
        Endpoint.delete(PATH + "/<key>", "Removes an item, if there is one")
            .region()
            .doing(call -> delete(call.region(), call.rest())),
        Endpoint.get("/api/cache/size", "Counts the items of a region")
            .region()
            .answers(200, SIZE)
            .by(call -> Map.of("size", cache(call.region()).size())));
  }

  static Map<String, Object> invalidated(long count) {
    return Map.of("invalidated_count", count);
  }

  /** What an entry holds: the client's value and metadata. */
  private record Content(Object value, Map<?, ?> metadata) {
    static Content of(Object stored) {
      if (stored instanceof Map<?, ?> map
          && map.size() == 2
          && map.get(METADATA) instanceof Map<?, ?> metadata) {
        Object value = map.get(VALUE);
        if (value != null) {
          return new Content(value, metadata);
        }
      }
      return new Content(stored, Map.of());
    }

    Object stored() {
      boolean isPlain = metadata.isEmpty() && of(value).value().equals(value);
      if (isPlain) {
        return value;
      }
      Map<String, Object> both = new LinkedHashMap<>();
      both.put(VALUE, value);
      both.put(METADATA, metadata);
      return both;
    }
  }

  /** Returns the cache of a region, whose keys are strings. */
  private UnoCache<String, Object> cache(@Nullable String region) {
    if (region == null || region.equals(CacheRegions.DEFAULT)) {
      return requireStrings(manager.regions().defaultCache());
    }
    if (manager.regions().byName(region).isEmpty()) {
      throw ApiException.notFound("Region '" + region + "' not found");
    }
    return requireStrings(manager.regions().cache(region));
  }

  private static UnoCache<String, Object> requireStrings(UnoCache<String, Object> cache) {
    Class<?> type = cache.getConfiguration().getKeyType();
    if (type != String.class && type != Object.class) {
      throw ApiException.of(
          409,
          "The keys of region '"
              + cache.getName()
              + "' are of the class "
              + type.getName()
              + "; items of this API have strings as keys");
    }
    return cache;
  }

  private Json.Streamed keys(@Nullable String region) {
    UnoCache<String, Object> cache = cache(region);
    return json -> {
      try (Stream<?> keys = cache.keys()) {
        json.writeStartArray();
        for (Iterator<?> next = keys.iterator(); next.hasNext(); ) {
          json.writeString(String.valueOf(next.next()));
        }
        json.writeEndArray();
      }
    };
  }

  private Map<String, @Nullable Object> page(Call call) {
    int limit = call.count("limit", USUAL_KEYS, MOST_KEYS);
    String cursor = call.query("cursor");
    return (cursor == null)
        ? pages.first(cache(call.region()), call.query("pattern"), limit)
        : pages.next(cursor, limit);
  }

  private Map<String, Object> preview(Call call) {
    int limit = call.count("limit", USUAL_KEYS, MOST_KEYS);
    List<String> some = new ArrayList<>();
    long count = 0;
    try (Stream<?> keys = cache(call.region()).keysMatching(call.rest())) {
      for (Iterator<?> next = keys.iterator(); next.hasNext(); count++) {
        Object key = next.next();
        if (some.size() < limit) {
          some.add(String.valueOf(key));
        }
      }
    }
    Map<String, Object> preview = new LinkedHashMap<>();
    preview.put("matching_count", count);
    preview.put("keys", some);
    return preview;
  }

  private Map<String, @Nullable Object> get(@Nullable String region, String key) {
    UnoCache<String, Object> cache = cache(region);
    Object stored = cache.get(key);
    if (stored == null) {
      throw ApiException.notFound(
          "Item '" + key + "' not found in region '" + cache.getName() + "'");
    }
    return shown(cache, key, Content.of(stored));
  }

  private static Map<String, @Nullable Object> shown(
      UnoCache<String, Object> cache, String key, Content content) {
    Optional<EntryMetadata> entry = cache.metadata(key);
    Map<String, @Nullable Object> item = new LinkedHashMap<>();
    item.put("key", key);
    item.put("value", Json.shown(content.value()));
    item.put("region", cache.getName());
    item.put("expiry", entry.flatMap(EntryMetadata::expiresAt).map(Object::toString).orElse(null));
    item.put(
        "created_at", entry.flatMap(EntryMetadata::createdAt).map(Object::toString).orElse(null));
    item.put(
        "last_accessed",
        entry.flatMap(EntryMetadata::lastAccessedAt).map(Object::toString).orElse(null));
    item.put("metadata", content.metadata());
    OptionalLong version = entry.map(EntryMetadata::version).orElse(OptionalLong.empty());
    item.put("levels", entry.map(EntryMetadata::levels).orElse(List.of()));
    item.put("version", version.isPresent() ? (Long) version.getAsLong() : null);
    return item;
  }

  private Map<String, @Nullable Object> put(@Nullable String region, String key, Fields fields) {
    UnoCache<String, Object> cache = cache(region);
    if (key.isEmpty()) {
      throw ApiException.invalid("The key is empty");
    }
    Content content = new Content(fields.value("value"), fields.object("metadata"));
    Object stored = content.stored();
    Class<?> type = cache.getConfiguration().getValueType();
    if (!type.isInstance(stored)) {
      throw ApiException.invalid(
          "'value' must be of the class "
              + type.getName()
              + " in region '"
              + cache.getName()
              + "'");
    }
    Optional<Duration> lifetime = fields.seconds("ttl_seconds");
    if (lifetime.isPresent()) {
      cache.put(key, stored, lifetime.get());
    } else {
      cache.put(key, stored);
    }
    return shown(cache, key, content);
  }

  private void delete(@Nullable String region, String key) {
    boolean unused = cache(region).remove(key);
  }

  /** Clears a region or, without one, all regions. */
  private void clear(@Nullable String region) {
    List<UnoCache<?, ?>> caches = new ArrayList<>();
    if (region == null) {
      manager.regions().list().forEach(each -> caches.add(manager.regions().cache(each.name())));
    } else {
      caches.add(cache(region));
    }
    caches.forEach(UnoCache::clear);
  }
}
