"""Deparsed SQL expressions, as trees: precedence climbing over PostgreSQL's operator table."""

from __future__ import annotations

from functools import lru_cache

from seeding.infer.expression.tokens import Kind, NotUnderstoodError, Token, tokens
from seeding.infer.expression.tree import Call, Column, Literal, Tree

# PostgreSQL, "Operator Precedence", lowest first; every operator not named binds like ||.
_OR, _AND, _NOT, _IS, _COMPARE, _LIKE, _OTHER, _SUM, _PRODUCT, _POWER, _ZONE, _SIGN = range(12)
_BINDING = {
    **dict.fromkeys(("<", ">", "=", "<=", ">=", "<>", "!="), _COMPARE),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "%"), _PRODUCT),
    "^": _POWER,
}
_LIKES = {"like": "~~", "ilike": "~~*", "similar": "similar to"}
_CLOSED = frozenset({")", "]", ",", ".", "::", ";", ":", "("})
# Reserved words: no column is called so without quotes.
_WORDS = frozenset(
    {
        "and", "or", "not", "is", "in", "like", "ilike", "similar", "between", "then", "when", "else", "end", "as",
        "from", "collate", "any", "all", "some", "isnull", "notnull", "overlaps",
    }
)  # fmt: skip
_VALUES = frozenset(
    {"current_date", "current_timestamp", "current_time", "localtime", "localtimestamp", "current_user",
     "session_user", "user", "current_role", "current_catalog", "current_schema"}
)  # fmt: skip
_MULTIWORD = {
    "character": ("varying",),
    "bit": ("varying",),
    "double": ("precision",),
    "national": ("character", "varying"),
}
_INTERVAL_WORDS = frozenset({"year", "month", "day", "hour", "minute", "second", "to"})
# A cast between these keeps the value, as far as generating one is concerned.
_TEXTS = frozenset({"text", "character varying", "varchar", "character", "bpchar", "name", "citext"})
_NUMBERS = frozenset(
    {"smallint", "integer", "bigint", "numeric", "real", "double precision", "int2", "int4", "int8", "oid"}
)


@lru_cache(maxsize=8192)
def parse(text: str) -> Tree | None:
    """The tree of an expression as `pg_get_expr` writes it; None for what is beyond this reader."""
    try:
        parser = _Parser(list(tokens(text)))
        tree = parser.expression()
        parser.expect_end()
    except NotUnderstoodError:
        return None
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._in_apart = False  # POSITION(a IN b): there IN stands between two arguments

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _word(self, *words: str) -> bool:
        """Take the next tokens where they are these keywords."""
        ahead = self._tokens[self._place : self._place + len(words)]
        if [t.text for t in ahead] == list(words) and all(t.kind is Kind.NAME for t in ahead):
            self._place += len(words)
            return True
        return False

    def _symbol(self, symbol: str) -> bool:
        if self._next == Token(Kind.SYMBOL, symbol):
            self._place += 1
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._symbol(symbol):
            raise NotUnderstoodError(f"{self._next.text!r} where {symbol!r} should be")

    def expect_end(self) -> None:
        """Refuse a rest."""
        if self._next.kind is not Kind.END:
            raise NotUnderstoodError(f"{self._next.text!r} after the expression")

    def expression(self, binding: int = _OR) -> Tree:
        """An expression of operators that bind at least as tightly as `binding`."""
        left = self._prefix(binding)
        while True:
            further = self._infix(left, binding)
            if further is None:
                return left
            left = further

    def _prefix(self, binding: int) -> Tree:
        if binding <= _NOT and self._word("not"):
            return Call("not", (self.expression(_NOT),))
        token = self._next
        if token.kind is Kind.SYMBOL and token.text not in _CLOSED and token.text != "[":
            self._place += 1
            operand = self.expression(_SIGN if token.text in ("-", "+") else _OTHER)
            if isinstance(operand, Literal) and operand.text is not None and token.text in ("-", "+"):
                return Literal(token.text.replace("+", "") + operand.text, operand.type)
            return Call(token.text, (operand,))
        return self._postfix(self._primary())

    def _infix(self, left: Tree, binding: int) -> Tree | None:
        start = self._place
        found = self._infix_word(left, binding)
        if found is not None:
            return found
        symbol = self._operator()
        if symbol is not None:
            own = _BINDING.get(symbol, _OTHER)
            if own >= binding:
                return self._applied(symbol, left, own)
        self._place = start
        return None

    def _infix_word(self, left: Tree, binding: int) -> Tree | None:
        if binding <= _OR and self._word("or"):
            return _joined("or", left, self.expression(_AND))
        if binding <= _AND and self._word("and"):
            return _joined("and", left, self.expression(_NOT))
        if binding <= _IS and self._word("is"):
            return self._is(left)
        if binding <= _ZONE and self._word("at", "time", "zone"):
            return Call("at time zone", (left, self.expression(_SIGN)))
        if binding <= _LIKE:
            negated = self._word("not")
            # Only in people's own words, the bodies of functions: pg_get_expr has other spellings.
            if not self._in_apart and self._word("in"):
                self._expect("(")
                return Call("<> all" if negated else "= any", (left, Call("array", tuple(self._list(")")))))
            if self._word("between"):
                low = self.expression(_OTHER)
                if not self._word("and"):
                    raise NotUnderstoodError("BETWEEN without AND")
                between = Call("and", (Call(">=", (left, low)), Call("<=", (left, self.expression(_OTHER)))))
                return Call("not", (between,)) if negated else between
            for word, symbol in _LIKES.items():
                if self._word(word):
                    self._word("to")
                    like = Call(symbol, (left, self.expression(_OTHER)))
                    return Call("not", (like,)) if negated else like
            if negated:
                raise NotUnderstoodError("NOT of something unknown")
        return None

    def _is(self, left: Tree) -> Tree:
        negated = self._word("not")
        if self._word("distinct", "from"):
            found: Tree = Call("is distinct from", (left, self.expression(_COMPARE)))
        else:
            words = [self._take().text]
            while self._next.kind is Kind.NAME and self._next.text in ("json", "normalized", "object", "array"):
                words.append(self._take().text)
            found = Call(f"is {' '.join(words)}", (left,))
        return Call("not", (found,)) if negated else found

    def _operator(self) -> str | None:
        if self._word("operator"):
            self._expect("(")
            symbol = self._take().text
            while self._symbol("."):
                symbol = self._take().text
            self._expect(")")
            return symbol
        token = self._next
        if token.kind is Kind.SYMBOL and token.text not in _CLOSED:
            self._place += 1
            return token.text
        return None

    def _applied(self, symbol: str, left: Tree, own: int) -> Tree:
        symbol = "<>" if symbol == "!=" else symbol
        for word in ("any", "all"):
            if self._word(word):
                self._expect("(")
                array = self.expression()
                self._expect(")")
                return Call(f"{symbol} {word}", (left, array))
        return Call(symbol, (left, self.expression(own + 1)))

    def _postfix(self, tree: Tree) -> Tree:
        while True:
            if self._symbol("::"):
                tree = _cast(tree, self._type())
            elif self._symbol("["):
                subscript = self.expression()
                if self._symbol(":"):
                    subscript = Call("slice", (subscript, self.expression()))
                self._expect("]")
                tree = Call("[]", (tree, subscript))
            elif self._symbol("."):
                tree = Call(".", (tree, Literal(self._take().text)))
            elif self._word("collate"):
                self._take()
                while self._symbol("."):
                    self._take()
            else:
                return tree

    def _primary(self) -> Tree:
        token = self._take()
        match token.kind:
            case Kind.NUMBER:
                return Literal(token.text, "numeric")
            case Kind.TEXT:
                return Literal(token.text)
            case Kind.QUOTED:
                return self._named(token)
            case Kind.NAME if token.text not in _WORDS:
                return self._keyword(token) or self._named(token)
        if token == Token(Kind.SYMBOL, "("):
            inside = self._list(")")
            return inside[0] if len(inside) == 1 else Call("row", tuple(inside))
        raise NotUnderstoodError(f"{token.text!r} where a value should be")

    def _keyword(self, token: Token) -> Tree | None:
        text = token.text
        if text in ("true", "false"):
            return Literal(text, "boolean")
        if text == "null":
            return Literal(None)
        if text in _VALUES:
            if self._symbol("("):
                self._list(")")
            return Call(text, ())
        if text == "array" and self._symbol("["):
            return Call("array", tuple(self._list("]")))
        if text == "row" and self._symbol("("):
            return Call("row", tuple(self._list(")")))
        if text == "case":
            return self._case()
        if text == "extract" and self._symbol("("):
            field = self._take().text
            if not self._word("from"):
                raise NotUnderstoodError("EXTRACT without FROM")
            (source,) = self._list(")")
            return Call("extract", (Literal(field), source))
        return None

    def _named(self, token: Token) -> Tree:
        name = token.text
        while self._next == Token(Kind.SYMBOL, "."):
            ahead = self._tokens[self._place + 1]
            if ahead.kind not in (Kind.NAME, Kind.QUOTED):
                break
            self._place += 1
            name = self._take().text
            # schema.function(…): only a call is ever qualified; a field of a composite is (column).field.
            if self._next != Token(Kind.SYMBOL, "(") and self._next != Token(Kind.SYMBOL, "."):
                raise NotUnderstoodError(f"qualified name {name!r}")
        if self._symbol("("):
            if name.lower() == "trim":
                return self._trim()
            before, self._in_apart = self._in_apart, name.lower() == "position"
            arguments = tuple(self._list(")"))
            self._in_apart = before
            return Call(name.lower(), arguments)
        return Column("VALUE" if token == Token(Kind.NAME, "value") else name)

    def _trim(self) -> Tree:
        """TRIM(BOTH '/' FROM x) as the function it stands for, btrim(x, '/')."""
        function = "ltrim" if self._word("leading") else "rtrim" if self._word("trailing") else "btrim"
        if function == "btrim":
            self._word("both")
        self._word("from")
        *characters, text = self._list(")")
        return Call(function, (text, *characters))

    def _list(self, closing: str) -> list[Tree]:
        items: list[Tree] = []
        if self._symbol(closing):
            return items
        while True:
            self._word("variadic")
            items.append(self.expression())
            # Arguments of SQL's own syntax: SUBSTRING(x FROM 1 FOR 2), POSITION(a IN b), TRIM(BOTH '/' FROM x).
            if self._symbol(",") or self._word("from") or self._word("for") or self._word("in"):
                continue
            self._expect(closing)
            return items

    def _case(self) -> Tree:
        parts: list[Tree] = []
        subject = None if self._next == Token(Kind.NAME, "when") else self.expression()
        while self._word("when"):
            condition = self.expression()
            parts.append(condition if subject is None else Call("=", (subject, condition)))
            if not self._word("then"):
                raise NotUnderstoodError("CASE without THEN")
            parts.append(self.expression())
        parts.append(self.expression() if self._word("else") else Literal(None))
        if not self._word("end"):
            raise NotUnderstoodError("CASE without END")
        return Call("case", tuple(parts))

    def _type(self) -> str:
        name = self._take().text
        while self._symbol("."):
            name = self._take().text
        for word in _MULTIWORD.get(name, ()):
            if self._word(word):
                name = f"{name} {word}"
        if name == "interval":
            while self._next.kind is Kind.NAME and self._next.text in _INTERVAL_WORDS:
                self._place += 1
        self._modifier()
        for words in (("with", "time", "zone"), ("without", "time", "zone")):
            if self._word(*words):
                name = f"{name} {' '.join(words)}"
        while self._symbol("["):
            self._expect("]")
            name = f"{name}[]"
        return name

    def _modifier(self) -> None:
        if self._symbol("("):
            self._list(")")


def _joined(name: str, left: Tree, right: Tree) -> Call:
    parts = [*_parts(name, left), *_parts(name, right)]
    return Call(name, tuple(parts))


def _parts(name: str, tree: Tree) -> tuple[Tree, ...]:
    return tree.arguments if isinstance(tree, Call) and tree.name == name else (tree,)


def _cast(tree: Tree, target: str) -> Tree:
    if isinstance(tree, Literal):
        return Literal(tree.text, target)
    if isinstance(tree, Call) and tree.name == "array":
        element = target.removesuffix("[]")
        return Call("array", tuple(_cast(item, element) for item in tree.arguments))
    if target in _TEXTS or target in _NUMBERS or target.removesuffix("[]") in _TEXTS:
        return tree
    return Call(f"::{target}", (tree,))
