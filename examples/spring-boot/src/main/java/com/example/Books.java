package com.example;

import java.util.Optional;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

@Service
public class Books {
  private final JdbcClient database;

  public Books(JdbcClient database) {
    this.database = database;
  }

  @Cacheable(cacheNames = "books", sync = true)
  public Optional<Book> find(String isbn) {
    return database
        .sql("select isbn, title from book where isbn = ?")
        .param(isbn)
        .query(Book.class)
        .optional();
  }

  @CacheEvict(cacheNames = "books", key = "#book.isbn()")
  public void save(Book book) {
    database
        .sql("merge into book values (?, ?)")
        .param(book.isbn())
        .param(book.title())
        .update();
  }
}
