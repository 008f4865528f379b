package com.example;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
public class Book {
  @Id private String isbn;
  private String title;

  protected Book() {}

  public Book(String isbn, String title) {
    this.isbn = isbn;
    this.title = title;
  }

  public String title() {
    return title;
  }

  public void rename(String title) {
    this.title = title;
  }
}
