/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Caching;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;
import uno.jcache.annotations.guice.CacheAnnotationsModule;

/**
 * The annotations of the standard on whichever JCache provider there is. The build runs this with
 * Caffeine's, without Uno JCache on the class path, too.
 */
class AnyProviderTest {
  private static final boolean HAS_UNO =
      Boolean.parseBoolean(System.getProperty("has.uno", "true"));

  /** What is called. */
  public interface Texts {
    /** Returns a text. */
    String find(String key);

    /** Removes a text. */
    void remove(String key);

    /** Returns the calls. */
    List<String> calls();
  }

  /** An annotated class. */
  public static class CachedTexts implements Texts {
    private final List<String> calls = new ArrayList<>();

    @Override
    @CacheResult(cacheName = "texts")
    public String find(String key) {
      calls.add("find " + key);
      return "text of " + key;
    }

    @Override
    @CacheRemove(cacheName = "texts")
    public void remove(String key) {
      calls.add("remove " + key);
    }

    @Override
    public List<String> calls() {
      return calls;
    }
  }

  @AfterEach
  void close() {
    Caching.getCachingProvider().close();
  }

  private static void assertCaches(Texts texts) {
    assertThat(texts.find("a")).isEqualTo("text of a");
    assertThat(texts.find("a")).isEqualTo("text of a");
    texts.remove("a");
    assertThat(texts.find("a")).isEqualTo("text of a");
    assertThat(texts.calls()).containsExactly("find a", "remove a", "find a");
  }

  @Test
  void theProviderIsTheExpectedOne() {
    assertThat(Caching.getCachingProvider().getClass().getName())
        .startsWith(HAS_UNO ? "uno.jcache." : "com.github.benmanes.caffeine.");
  }

  @Test
  void plainObjectsCache() {
    assertCaches(CacheAnnotations.proxy(new CachedTexts(), Texts.class));
  }

  @Test
  void objectsOfGuiceCache() {
    assertCaches(Guice.createInjector(new CacheAnnotationsModule()).getInstance(CachedTexts.class));
  }

  @Test
  void beansOfCdiCache() {
    try (SeContainer container =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension())
            .addBeanClasses(CachedTexts.class)
            .initialize()) {
      assertCaches(container.select(CachedTexts.class).get());
    }
  }

  /** Has an annotation that needs Uno JCache. */
  interface Ours {
    @Cached
    String find(String key);
  }

  @Test
  void ourOwnAnnotationsSayWhatTheyNeed() {
    Ours ours = key -> key;
    if (HAS_UNO) {
      assertThat(CacheAnnotations.proxy(ours, Ours.class).find("a")).isEqualTo("a");
    } else {
      assertThatThrownBy(() -> CacheAnnotations.proxy(ours, Ours.class))
          .isInstanceOf(InvalidAnnotationException.class)
          .hasMessageContaining("find(String): @Cached: it needs uno-jcache-core");
    }
  }
}
