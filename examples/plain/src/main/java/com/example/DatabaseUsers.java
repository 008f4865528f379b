package com.example;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import uno.jcache.annotations.Cached;
import uno.jcache.annotations.InvalidateCache;

/** Stands for a slow database. */
public class DatabaseUsers implements Users {
  private final Map<Long, User> rows = new ConcurrentHashMap<>(Map.of(1L, new User(1, "Ada")));
  private final AtomicInteger queries = new AtomicInteger();

  @Override
  @Cached(region = "users", key = "user:{id}", ttl = "5m")
  public User find(long id) {
    queries.incrementAndGet();
    return rows.get(id);
  }

  @Override
  @InvalidateCache(regions = "users", patterns = "user:{id}*")
  public void rename(long id, String name) {
    rows.computeIfPresent(id, (key, user) -> user.withName(name));
  }

  public int queries() {
    return queries.get();
  }
}
