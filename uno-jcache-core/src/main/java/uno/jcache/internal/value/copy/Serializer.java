/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.value.copy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import javax.cache.CacheException;
import uno.jcache.spi.UnstorableException;

/**
 * Java serialization within one JVM. The bytes never leave the process, so the reader does not
 * check classes. It finds each class by its number in a {@link ClassTable}, and so gets the same
 * class as the writer. Safe for use by many threads.
 */
final class Serializer {
  private final String cacheName;
  private final ClassLoader loader;
  private final ClassTable classes = new ClassTable();

  /**
   * Creates the serializer of a cache.
   *
   * @param cacheName for messages
   * @param loader finds the interfaces of dynamic proxies
   */
  Serializer(String cacheName, ClassLoader loader) {
    this.cacheName = cacheName;
    this.loader = loader;
  }

  byte[] toBytes(Object object) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new Writer(bytes)) {
      out.writeObject(object);
    } catch (NotSerializableException e) {
      throw new UnstorableException(
          "Cache '"
              + cacheName
              + "' stores by value, and "
              + e.getMessage()
              + " is not serializable. Make it Serializable, give the configuration a copier, or"
              + " store by reference: setStoreByValue(false).",
          e);
    } catch (IOException | RuntimeException e) {
      throw new UnstorableException(failure("write", object.getClass().getName()), e);
    }
    return bytes.toByteArray();
  }

  Object fromBytes(byte[] bytes) {
    try (var in = new ResolvingReader(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw new CacheException(failure("read", "a stored object"), e);
    }
  }

  private String failure(String verb, String what) {
    return "Cache '" + cacheName + "' stores by value and could not " + verb + " " + what;
  }

  private final class Writer extends ObjectOutputStream {
    Writer(OutputStream out) throws IOException {
      super(out);
    }

    @Override
    protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
      writeInt(classes.numberOf(description.forClass()));
    }
  }

  private final class ResolvingReader extends ObjectInputStream {
    ResolvingReader(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException {
      int number = readInt();
      ObjectStreamClass description = classes.describe(number);
      if (description == null) {
        throw new InvalidClassException(
            classes.nameOf(number), "the class was unloaded since the object was stored");
      }
      return description;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) {
      return description.forClass(); // readClassDescriptor has found it
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaceNames)
        throws IOException, ClassNotFoundException {
      Class<?>[] interfaces = new Class<?>[interfaceNames.length];
      for (int i = 0; i < interfaces.length; i++) {
        interfaces[i] = interfaceFor(interfaceNames[i]);
      }
      InvocationHandler none =
          (proxy, method, arguments) -> null; // only the class of the proxy is used
      return Proxy.newProxyInstance(loader, interfaces, none).getClass();
    }

    private Class<?> interfaceFor(String name) throws ClassNotFoundException {
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      }
    }
  }
}
