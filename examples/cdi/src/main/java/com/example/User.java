package com.example;

import java.io.Serializable;

/** What is cached: by value, which is JCache's default, so it must be serializable. */
public record User(long id, String name) implements Serializable {
  public User withName(String name) {
    return new User(id, name);
  }
}
