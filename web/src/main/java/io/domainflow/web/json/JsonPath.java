package io.domainflow.web.json;

/** Writes the paths by which the API names fields: {@code generation.tlds[1]}. */
final class JsonPath {

  private JsonPath() {}

  /** The path of the member {@code name} of the object at {@code parent}. */
  static String member(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  /** The path of the element {@code index}, from 0, of the array at {@code parent}. */
  static String element(String parent, int index) {
    return parent + "[" + index + "]";
  }
}
