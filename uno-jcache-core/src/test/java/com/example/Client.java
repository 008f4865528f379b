/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Fetches users from elsewhere. */
public final class Client {
  /** Returns the user of a key, later. */
  public CompletableFuture<User> fetch(String key) {
    return CompletableFuture.supplyAsync(() -> new User(key, List.of()));
  }
}
