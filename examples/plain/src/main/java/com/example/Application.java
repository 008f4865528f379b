package com.example;

import java.util.ArrayList;
import java.util.List;
import uno.jcache.annotations.CacheAnnotations;

/** Annotated methods that cache, without a container. */
public class Application {
  public static void main(String[] arguments) {
    DatabaseUsers database = new DatabaseUsers();
    Users users = CacheAnnotations.proxy(database, Users.class);

    List<String> names = new ArrayList<>();
    names.add(users.find(1).name());
    names.add(users.find(1).name());
    users.rename(1, "Ida");
    names.add(users.find(1).name());
    names.add(users.find(1).name());
    System.out.println(
        names.size() + " reads, " + database.queries() + " queries: " + String.join(", ", names));
  }
}
