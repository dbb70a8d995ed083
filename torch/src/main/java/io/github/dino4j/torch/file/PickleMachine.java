package io.github.dino4j.torch.file;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.Pickled.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the stack machine of Python's pickle to rebuild data, and nothing but data: where Python
 * would import and call, this looks into {@link PickleGlobals} or refuses. (Lib/pickletools.py of
 * CPython names the opcodes.) A bound on the number of steps keeps a small hostile file from
 * filling the memory.
 */
final class PickleMachine {
  private static final int MOST_STEPS = 2_000_000;

  private final Cursor cursor;
  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();

  private PickleMachine(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The value of a pickle and the storages that it refers to, by key. */
  record Loaded(Object value, Map<String, Storage> storages) {}

  /** The pickle at the cursor, which then stands behind it. */
  static Loaded load(Cursor cursor) {
    PickleMachine machine = new PickleMachine(cursor);
    for (int step = 0; step < MOST_STEPS; step++) {
      int opcode = cursor.uint8();
      if (opcode == '.') {
        return new Loaded(machine.pop(), machine.storages);
      }
      machine.step(opcode);
    }
    throw new DinoException("refused: its pickle takes more than %d steps".formatted(MOST_STEPS));
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
      case 'c' -> stack.add(PickleGlobals.resolve(cursor.line(), cursor.line()));
      case 0x93 -> {
        List<Object> names = popLast(2);
        stack.add(PickleGlobals.resolve(names.get(0).toString(), names.get(1).toString()));
      }
      case 'i' -> {
        Object type = PickleGlobals.resolve(cursor.line(), cursor.line());
        stack.add(PickleGlobals.call(type, popMark()));
      }
      case 'o' -> {
        List<Object> parts = popMark();
        if (parts.isEmpty()) {
          throw damaged();
        }
        stack.add(PickleGlobals.call(parts.getFirst(), parts.subList(1, parts.size())));
      }
      case 'R', 0x81 -> {
        List<Object> call = popLast(2);
        stack.add(PickleGlobals.call(call.get(0), call.get(1)));
      }
      case 0x92 -> {
        List<Object> call = popLast(3);
        stack.add(PickleGlobals.call(call.get(0), call.get(1)));
      }
      case 'b' -> pop(); // attributes of an object: never weights
      case 'Q' -> {
        Storage storage = PickleGlobals.storage(pop());
        storages.put(storage.key(), storage);
        stack.add(storage);
      }
      default ->
          throw new DinoException(
              "the file is damaged or no checkpoint: its pickle has the unknown opcode 0x%02x"
                  .formatted(opcode));
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
