package com.example;

import com.google.inject.Guice;
import com.google.inject.Injector;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.Caching;
import uno.jcache.UnoCacheManager;
import uno.jcache.annotations.Region;
import uno.jcache.annotations.guice.UnoCacheModule;

/** Annotated methods that cache, and a cache that is injected, with Guice. */
public class Application {
  @Inject private Users users;

  @Inject
  @Region("users")
  private Cache<String, User> cache;

  public static void main(String[] arguments) {
    UnoCacheManager manager =
        Caching.getCachingProvider().getCacheManager().unwrap(UnoCacheManager.class);
    Injector injector =
        Guice.createInjector(
            new UnoCacheModule(manager).bindRegion("users", String.class, User.class));
    injector.getInstance(Application.class).run();
  }

  private void run() {
    List<String> names = new ArrayList<>();
    names.add(users.find(1).name());
    names.add(cache.get("user:1").name());
    users.rename(1, "Ida");
    names.add(users.find(1).name());
    names.add(users.find(1).name());
    System.out.println(
        names.size() + " reads, " + users.queries() + " queries: " + String.join(", ", names));
  }
}
