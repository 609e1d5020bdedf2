package dev.commitcast.server.architecture;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Finds, in one source file, statements that are handed to the database and hold something else
 * than literals and SQL files. Reads names by their text alone: a variable counts as safe if
 * everything that the file ever puts into a variable of that name is. Used by one thread, once.
 */
final class SqlText extends TreeScanner<Void, Void> {
  private static final Set<String> STATEMENTS =
      Set.of(
          "prepareStatement",
          "prepareCall",
          "nativeSQL",
          "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "addBatch",
          "copyIn",
          "copyOut",
          "createQuery",
          "createNativeQuery");

  private final Map<String, List<Value>> values = new HashMap<>();
  private final List<String> statements = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, List<? extends VariableTree>> ownMethods = new HashMap<>();
  private Phase phase = Phase.METHODS;
  private String method = "";

  private enum Phase {
    METHODS,
    VALUES,
    STATEMENTS
  }

  /** An expression, null for one that nobody knows, and the method that its names are read in. */
  private record Value(ExpressionTree expression, String scope) {}

  /** How many statements there are, and those that are built from values. */
  record Findings(int statements, List<String> faults) {}

  static Findings in(Iterable<? extends Tree> units) {
    SqlText text = new SqlText();
    for (Phase each : Phase.values()) {
      text.phase = each;
      text.scan(units, null);
    }
    return new Findings(text.statements.size(), List.copyOf(text.faults));
  }

  @Override
  public Void visitMethod(MethodTree node, Void nothing) {
    String before = method;
    method = node.getName().toString();
    if (phase == Phase.METHODS && node.getModifiers().getFlags().contains(Modifier.PRIVATE)) {
      ownMethods.put(method + node.getParameters().size(), node.getParameters());
    } else if (phase == Phase.VALUES
        && !ownMethods.containsKey(method + node.getParameters().size())) {
      // what comes in from outside is known to nobody
      node.getParameters().forEach(parameter -> remember(local(parameter), null));
    }
    super.visitMethod(node, nothing);
    method = before;
    return null;
  }

  @Override
  public Void visitVariable(VariableTree node, Void nothing) {
    if (phase == Phase.VALUES && node.getInitializer() != null) {
      remember(method.isEmpty() ? node.getName().toString() : local(node), node.getInitializer());
    }
    return super.visitVariable(node, nothing);
  }

  @Override
  public Void visitAssignment(AssignmentTree node, Void nothing) {
    if (phase == Phase.VALUES) {
      remember(key(node.getVariable(), method), node.getExpression());
    }
    return super.visitAssignment(node, nothing);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree node, Void nothing) {
    if (phase == Phase.VALUES) {
      rememberArguments(node);
    }
    if (phase == Phase.STATEMENTS
        && node.getMethodSelect() instanceof MemberSelectTree
        && STATEMENTS.contains(name(node.getMethodSelect()))
        && !node.getArguments().isEmpty()
        // work for an executor's method of the same name
        && !(node.getArguments().get(0) instanceof LambdaExpressionTree)) {
      ExpressionTree sql = node.getArguments().get(0);
      statements.add(sql.toString());
      if (!isSafe(sql, method, 0)) {
        faults.add(method + ": " + node);
      }
    }
    return super.visitMethodInvocation(node, nothing);
  }

  /** A private method's parameter holds what this file hands to it. */
  private void rememberArguments(MethodInvocationTree call) {
    List<? extends ExpressionTree> arguments = call.getArguments();
    List<? extends VariableTree> own =
        ownMethods.get(name(call.getMethodSelect()) + arguments.size());
    for (int i = 0; own != null && i < own.size(); i++) {
      remember(name(call.getMethodSelect()) + "#" + own.get(i).getName(), arguments.get(i));
    }
  }

  private void remember(String name, ExpressionTree value) {
    values.computeIfAbsent(name, any -> new ArrayList<>()).add(new Value(value, method));
  }

  private boolean isSafe(ExpressionTree expression, String scope, int depth) {
    if (expression == null || depth > 8) {
      return false;
    }
    if (expression instanceof LiteralTree) {
      return true;
    }
    if (expression instanceof ParenthesizedTree in) {
      return isSafe(in.getExpression(), scope, depth);
    }
    if (expression instanceof BinaryTree sum) {
      return isSafe(sum.getLeftOperand(), scope, depth)
          && isSafe(sum.getRightOperand(), scope, depth);
    }
    if (expression instanceof ConditionalExpressionTree either) {
      return isSafe(either.getTrueExpression(), scope, depth)
          && isSafe(either.getFalseExpression(), scope, depth);
    }
    if (expression instanceof MethodInvocationTree call) {
      // whose placeholders are the schemas' names, plain identifiers by construction
      return call.getMethodSelect().toString().equals("SqlFile.load");
    }
    List<Value> known = values.get(key(expression, scope));
    return known != null
        && known.stream().allMatch(value -> isSafe(value.expression(), value.scope(), depth + 1));
  }

  private String local(VariableTree variable) {
    return method + "#" + variable.getName();
  }

  /** Under which name its values are remembered: a variable of the method hides a field. */
  private String key(ExpressionTree expression, String scope) {
    String name = name(expression);
    String local = scope + "#" + name;
    return expression instanceof IdentifierTree && values.containsKey(local) ? local : name;
  }

  private static String name(ExpressionTree expression) {
    if (expression instanceof IdentifierTree plain) {
      return plain.getName().toString();
    }
    return expression instanceof MemberSelectTree of ? of.getIdentifier().toString() : "";
  }
}
