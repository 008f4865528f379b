/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.io.Serializable;
import java.util.List;

/** A class of an application's, as the README has it. */
public record User(String name, List<Address> addresses) implements Serializable {
  /** A part of it, which nobody declares. */
  public record Address(String street) implements Serializable {}
}
