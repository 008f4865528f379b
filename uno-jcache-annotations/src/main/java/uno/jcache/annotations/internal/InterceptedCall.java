/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import static java.util.Objects.requireNonNull;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** A call in a container whose interceptors are those of AOP Alliance: Guice and Spring. */
public record InterceptedCall(MethodInvocation call) implements Invocation {
  @Override
  public Object target() {
    return requireNonNull(call.getThis());
  }

  @Override
  public @Nullable Object[] arguments() {
    return call.getArguments();
  }

  @Override
  public @Nullable Object proceed() throws Throwable {
    return call.proceed();
  }
}
