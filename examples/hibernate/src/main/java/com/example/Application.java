package com.example;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Entities and queries in Hibernate's second-level cache. */
public class Application {
  private static final String ISBN = "9780134685991";

  public static void main(String[] arguments) {
    Configuration configuration = new Configuration().addAnnotatedClass(Book.class);
    try (SessionFactory database = configuration.buildSessionFactory()) {
      database.inTransaction(session -> session.persist(new Book(ISBN, "Effective Java")));
      List<String> titles = new ArrayList<>();
      titles.add(title(database));
      database.inTransaction(
          session -> session.find(Book.class, ISBN).rename("Effective Java, third edition"));
      titles.add(title(database));
      count(database);
      count(database);
      System.out.println(
          String.join(", ", titles)
              + ": "
              + database.getStatistics().getSecondLevelCacheHitCount()
              + " reads from the cache, "
              + database.getStatistics().getQueryCacheHitCount()
              + " query from the cache");
    }
  }

  private static String title(SessionFactory database) {
    return database.fromTransaction(session -> session.find(Book.class, ISBN).title());
  }

  private static long count(SessionFactory database) {
    return database.fromTransaction(
        session ->
            session
                .createQuery("select count(*) from Book", Long.class)
                .setCacheable(true)
                .getSingleResult());
  }
}
