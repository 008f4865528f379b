package com.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import uno.jcache.annotations.Region;

/** Annotated methods that cache, and a cache that is injected, with CDI. */
@ApplicationScoped
public class Application {
  @Inject private Users users;

  @Inject
  @Region("users")
  private Cache<String, User> cache;

  public static void main(String[] arguments) {
    try (SeContainer container = SeContainerInitializer.newInstance().initialize()) {
      container.select(Application.class).get().run();
    }
  }

  void run() {
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
