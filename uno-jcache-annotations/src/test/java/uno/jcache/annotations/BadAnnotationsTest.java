/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import uno.jcache.annotations.cdi.CacheAnnotationsExtension;
import uno.jcache.annotations.guice.CacheAnnotationsModule;

/** Annotations that make no sense are reported at the start, with class and method. */
@Tag("container")
@SuppressWarnings("UnusedMethod")
class BadAnnotationsTest {
  /** What plain objects implement here. */
  interface Service {}

  static class Private implements Service {
    @CacheResult
    private String find(long id) {
      return "" + id;
    }
  }

  static class Static implements Service {
    @CacheResult
    static String find(long id) {
      return "" + id;
    }
  }

  static class Final implements Service {
    @CacheResult
    final String find(long id) {
      return "" + id;
    }
  }

  static class Nothing implements Service {
    @CacheResult
    void find(long id) {}
  }

  static class Later implements Service {
    @CacheResult
    @Nullable Future<String> find(long id) {
      return null;
    }
  }

  static class NoValue implements Service {
    @CachePut
    void put(long id, String value) {}
  }

  static class TwoValues implements Service {
    @CachePut
    void put(long id, @CacheValue String one, @CacheValue String two) {}
  }

  static class NoKey implements Service {
    @CachePut
    void put(@CacheValue String value) {}
  }

  static class StrayValue implements Service {
    @CacheRemove
    void remove(long id, @CacheValue String value) {}
  }

  static class Several implements Service {
    @CacheRemove
    @CacheRemoveAll
    void remove(long id) {}
  }

  @CacheResult
  static class OnTheClass implements Service {
    String find(long id) {
      return "" + id;
    }
  }

  static class NoResolver implements Service {
    @CacheResult(cacheResolverFactory = Resolvers.class)
    String find(long id) {
      return "" + id;
    }
  }

  static final class Resolvers implements CacheResolverFactory {
    private Resolvers(String unused) {}

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<?> details) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> details) {
      throw new UnsupportedOperationException();
    }
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        arguments(Private.class, "Private.find(long): @CacheResult has no effect"),
        arguments(Static.class, "calls of a static method cannot be intercepted"),
        arguments(Final.class, "calls of a final method cannot be intercepted"),
        arguments(Nothing.class, "Nothing.find(long): @CacheResult has no effect, as the method"),
        arguments(Later.class, "which has no value yet or can be used once only"),
        arguments(NoValue.class, "needs one parameter with @CacheValue, but none has it"),
        arguments(TwoValues.class, "needs one parameter with @CacheValue, but 2 have it"),
        arguments(NoKey.class, "NoKey.put(String): @CachePut needs a key"),
        arguments(StrayValue.class, "@CacheValue belongs to @CachePut"),
        arguments(Several.class, "@CacheRemove, @CacheRemoveAll exclude each other"),
        arguments(OnTheClass.class, "OnTheClass: @CacheResult must stand on methods"));
  }

  private static Service created(Class<?> type) throws ReflectiveOperationException {
    return (Service) type.getDeclaredConstructor().newInstance();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void plainObjectsAreRefused(Class<?> type, String message) throws Exception {
    Service target = created(type);
    String expected = (type == Final.class) ? "lacks the method" : message;
    assertThatThrownBy(() -> CacheAnnotations.proxy(target, Service.class))
        .isInstanceOf(InvalidAnnotationException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining(type.getName());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void anInjectorIsNotCreated(Class<?> type, String message) {
    assertThatThrownBy(
            () ->
                Guice.createInjector(
                    new CacheAnnotationsModule(),
                    new AbstractModule() {
                      @Override
                      protected void configure() {
                        bind(type);
                      }
                    }))
        .isInstanceOf(CreationException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aCdiContainerDoesNotStart(Class<?> type, String message) {
    SeContainerInitializer weld =
        SeContainerInitializer.newInstance()
            .disableDiscovery()
            .addExtensions(new CacheAnnotationsExtension())
            .addBeanClasses(type);
    String expected = (type == Final.class) ? "cannot be declared final" : message; // Weld's own
    assertThatThrownBy(weld::initialize).hasStackTraceContaining(expected);
  }

  @Test
  void aFactoryThatCannotBeCreatedIsNamed() {
    assertThatThrownBy(() -> CacheAnnotations.proxy(new NoResolver(), Service.class))
        .isInstanceOf(InvalidAnnotationException.class)
        .hasMessageContaining(Resolvers.class.getName() + " cannot be created");
  }

  @Test
  void aProxyNeedsAnInterface() {
    assertThatThrownBy(() -> CacheAnnotations.proxy("target", String.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String is no interface");
  }

  @Test
  void whatIsNotAnnotatedIsLeftAlone() {
    Runnable target = () -> {};
    CacheAnnotations.proxy(target, Runnable.class).run();
    assertThat(new Resolvers("")).isNotNull();
  }
}
