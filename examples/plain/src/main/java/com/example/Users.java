package com.example;

/** What the application calls. */
public interface Users {
  User find(long id);

  void rename(long id, String name);
}
