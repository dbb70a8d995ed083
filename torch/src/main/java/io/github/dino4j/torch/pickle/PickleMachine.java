package io.github.dino4j.torch.pickle;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.pickle.Pickled.Global;
import io.github.dino4j.torch.pickle.Pickled.Opaque;
import io.github.dino4j.torch.pickle.Pickled.Storage;
import io.github.dino4j.torch.storage.Cursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the stack machine of Python's pickle to rebuild data, and nothing but data: where Python
 * would import and call, this asks {@link PickleGlobals}, which builds data or refuses.
 * (Lib/pickletools.py of CPython names the opcodes.) A bound on the number of steps keeps a small
 * hostile file from filling the memory.
 */
public final class PickleMachine {
  private static final int MOST_STEPS = 2_000_000;

  private final Cursor cursor;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();
  private @Nullable String refused; // the first name that no weights need
  private @Nullable String module; // the class of the last module that was rebuilt

  private PickleMachine(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The value of a pickle and the storages that it refers to, by key. */
  public record Loaded(Object value, Map<String, Storage> storages) {}

  /** The pickle at the cursor, which then stands behind it. */
  public static Loaded load(Cursor cursor) {
    PickleMachine machine = new PickleMachine(cursor);
    for (int step = 0; step < MOST_STEPS; step++) {
      int opcode = cursor.uint8();
      if (opcode == '.') {
        return machine.end();
      }
      machine.step(opcode);
    }
    throw new DinoException("refused: its pickle takes more than %d steps".formatted(MOST_STEPS));
  }

  /** A whole module names code of its own; that it is one says more than which function it is. */
  private Loaded end() {
    if (refused != null) {
      throw module == null
          ? PickleGlobals.refused(refused)
          : TensorTree.wholeModule(new Pickled.Module(module));
    }
    return new Loaded(pop(), storages);
  }

  private void step(int opcode) {
    Object literal = PickleLiterals.read(opcode, cursor);
    if (literal != null) {
      stack.add(literal);
      return;
    }
    switch (opcode) {
      case 0x80 -> cursor.skip(1); // protocol
      case 0x95 -> cursor.skip(8); // frame
      case '(' -> marks.push(stack.size());
      case '0' -> pop();
      case '1' -> popMark();
      case '2' -> stack.add(top());
      case 'h' -> stack.add(recall(cursor.uint8()));
      case 'j' -> stack.add(recall(cursor.uint32()));
      case 'q' -> memo.put((long) cursor.uint8(), top());
      case 'r' -> memo.put(cursor.uint32(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 't', 'l' -> stack.add(popMark());
      case 0x91 -> stack.add(popMark()); // frozenset
      case 0x85 -> stack.add(popLast(1));
      case 0x86 -> stack.add(popLast(2));
      case 0x87 -> stack.add(popLast(3));
      case 'a' -> append(popLast(1));
      case 'e', 0x90 -> append(popMark());
      case 'd' -> {
        List<Object> items = popMark();
        stack.add(new LinkedHashMap<>());
        setItems(items);
      }
      case 's' -> setItems(popLast(2));
      case 'u' -> setItems(popMark());
      default -> object(opcode);
    }
  }

  /** The opcodes by which a pickle reaches for code. */
  private void object(int opcode) {
    switch (opcode) {
      case 'c' -> stack.add(resolve(cursor.line(), cursor.line()));
      case 0x93 -> {
        List<Object> names = popLast(2);
        stack.add(resolve(names.get(0).toString(), names.get(1).toString()));
      }
      case 'i' -> {
        Object type = resolve(cursor.line(), cursor.line());
        stack.add(call(type, popMark()));
      }
      case 'o' -> {
        List<Object> parts = popMark();
        if (parts.isEmpty()) {
          throw damaged();
        }
        stack.add(call(parts.getFirst(), parts.subList(1, parts.size())));
      }
      case 'R', 0x81 -> {
        List<Object> call = popLast(2);
        stack.add(call(call.get(0), call.get(1)));
      }
      case 0x92 -> {
        List<Object> call = popLast(3);
        stack.add(call(call.get(0), call.get(1)));
      }
      case 'b' -> setState(pop());
      case 'Q' -> {
        Object storage = PickleGlobals.storage(pop());
        if (storage instanceof Storage known) {
          storages.put(known.key(), known);
        }
        stack.add(storage);
      }
      default ->
          throw new DinoException(
              "the file is damaged or no checkpoint: its pickle has the unknown opcode 0x%02x"
                  .formatted(opcode));
    }
  }

  private Global resolve(String owner, String attribute) {
    Global global = PickleGlobals.resolve(owner, attribute);
    if (global.kind() == PickleNames.Kind.UNKNOWN) {
      refuse(global);
    }
    return global;
  }

  private Object call(Object function, Object arguments) {
    if (function instanceof Global global && global.kind() == PickleNames.Kind.FUNCTION) {
      if (global.name().endsWith(".getattr")) {
        return PickleGlobals.attribute(global, arguments);
      }
      refuse(global);
    }
    return PickleGlobals.call(function, arguments);
  }

  private void refuse(Global global) {
    refused = refused == null ? global.name() : refused;
  }

  /** Attributes of an object are never weights; those of a module tell it from other objects. */
  private void setState(Object state) {
    Object attributes = state instanceof List<?> pair && !pair.isEmpty() ? pair.getFirst() : state;
    if (top() instanceof Opaque(String name)
        && attributes instanceof Map<?, ?> map
        && map.containsKey("_parameters")
        && map.containsKey("_modules")) {
      pop();
      module = name;
      stack.add(new Pickled.Module(name));
    }
  }

  private static DinoException damaged() {
    return new DinoException("the file is damaged: its pickle takes more than it holds");
  }

  private Object pop() {
    Object top = top();
    stack.removeLast();
    return top;
  }

  private Object top() {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() <= floor) {
      throw damaged();
    }
    return stack.getLast();
  }

  private List<Object> popLast(int count) {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() - count < floor) {
      throw damaged();
    }
    return cut(stack.size() - count);
  }

  private List<Object> popMark() {
    if (marks.isEmpty()) {
      throw damaged();
    }
    return cut(marks.pop());
  }

  private List<Object> cut(int from) {
    List<Object> tail = stack.subList(from, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private Object recall(long key) {
    Object value = memo.get(key);
    if (value == null) {
      throw damaged();
    }
    return value;
  }

  @SuppressWarnings("unchecked") // lists of this machine are made by it
  private void append(List<Object> values) {
    if (top() instanceof ArrayList<?> list) {
      ((List<Object>) list).addAll(values);
    }
  }

  /** Keys that are neither text nor number name no weights and are left out. */
  @SuppressWarnings("unchecked") // dictionaries of this machine are made by it
  private void setItems(List<Object> items) {
    if (items.size() % 2 != 0) {
      throw damaged();
    }
    if (top() instanceof Map<?, ?> map) {
      for (int i = 0; i < items.size(); i += 2) {
        if (items.get(i) instanceof String || items.get(i) instanceof Long) {
          ((Map<Object, Object>) map).put(items.get(i), items.get(i + 1));
        }
      }
    }
  }
}
