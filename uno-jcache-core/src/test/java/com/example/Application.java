/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import com.codahale.metrics.MetricRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.cache.integration.CacheLoader;

/** What an application has that copies code from our documents: its own things, and no imports. */
public abstract class Application {
  protected final Database database = new Database();
  protected final Client client = new Client();
  protected final User user = new User("Ada", List.of());
  protected final User ada = user;
  protected final int id = 123;
  protected final Set<String> ids = Set.of("user:1", "user:2");
  protected final Executor pool = Runnable::run;
  protected final InstantSource clock = InstantSource.system();
  protected final MetricRegistry registry = new MetricRegistry();
  protected final CacheLoader<String, Long> source = new Source();

  /** Runs the code that was copied. */
  public abstract void run() throws Exception;

  protected void show(Object object) {
    System.out.println(object);
  }
}
