/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.tck;

import manager.BlogManager;
import uno.jcache.annotations.CacheAnnotations;

class PlainTckTest extends TckContract {
  @Override
  TckBeans.Container start() {
    return new TckBeans.Container() {
      @Override
      public Object bean(Class<?> type) {
        try {
          BlogManager target = (BlogManager) type.getConstructor().newInstance();
          return CacheAnnotations.proxy(target, BlogManager.class, manager);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void close() {}
    };
  }
}
