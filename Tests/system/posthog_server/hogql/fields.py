"""From `person.properties.email` to a column, a property of a JSON text, or a further join."""

from posthog_server.hogql import types
from posthog_server.hogql.literals import identifier, text_literal
from posthog_server.hogql.parser import HogQLError
from posthog_server.hogql.schema import EVENT_PERSON_FIELDS, GROUPS, PERSON_DISTINCT_IDS, PERSONS, TABLES
from posthog_server.hogql.scope import PROPERTIES_JOINED, QuerySource, Scope, Settings, Source, TableSource
from posthog_server.hogql.types import Typed

Chain = list[str | int]


class FieldResolver:
    """Resolves chains of names; joins that are needed are noted at their source."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def resolve(self, chain: Chain, scope: Scope) -> Typed:
        name = str(chain[0])
        if scope.is_argument(name):
            return self.further(Typed(identifier(name)), chain[1:], name)
        select = scope.selecting()
        if name in select.sources and len(chain) > 1:
            return self.of_source(select.sources[name], chain[1:])
        if name in select.aliases:
            alias = select.aliases[name]
            return self.further(Typed(identifier(name), alias.type, alias.owner), chain[1:], name)
        holders = [source for source in select.sources.values() if source.has(name)]
        if len(holders) > 1:
            raise HogQLError(f"Ambiguous query. Found multiple sources for field: {name}")
        if not holders:
            raise HogQLError(f"Unable to resolve field: {name}")
        return self.of_source(holders[0], chain)

    def of_source(self, source: Source, chain: Chain) -> Typed:
        name = str(chain[0])
        if isinstance(source, QuerySource):
            if not source.has(name):
                raise HogQLError(f"Field {name} not found on query with alias {source.alias}")
            column = source.columns[name]
            return self.further(Typed(source.column(name), column.type, column.owner), chain[1:], name)
        if not source.has(name):
            raise HogQLError(f"Field not found: {name}")
        if name in source.table.joined:
            return self.joined(source, name, chain[1:])
        if source.table.name == "events" and name == "person_id":
            return self.further(self.person_id(source), chain[1:], name)
        kind = source.table.fields[name]
        owner = source.table.owner if kind == types.JSON else ""
        return self.further(self.wrapped(Typed(source.column(name), kind, owner)), chain[1:], name)

    def wrapped(self, column: Typed) -> Typed:
        """Every timestamp is seen in the project's time zone."""
        if column.type != types.DATETIME:
            return column
        return Typed(f"toTimeZone({column.sql}, {text_literal(self.settings.timezone)})", types.DATETIME)

    def further(self, value: Typed, rest: Chain, name: str) -> Typed:
        if not rest:
            return value
        if value.type == types.JSON:
            return self.property(value, rest)
        if isinstance(rest[0], int) or str(rest[0]).isdigit():
            return self.further(Typed(f"tupleElement({value.sql}, {rest[0]})"), rest[1:], name)
        raise HogQLError(f'Can not access property "{rest[0]}" on field "{name}".')

    def property(self, column: Typed, chain: Chain) -> Typed:
        """The raw JSON without its outer quotes: a text's own escapes stay, null and absent are null."""
        path = ", ".join(str(part) if isinstance(part, int) else text_literal(part) for part in chain)
        raw = f"nullIf(nullIf(JSONExtractRaw({column.sql}, {path}), ''), 'null')"
        text = f"replaceRegexpAll({raw}, '^\"|\"$', '')"
        name = str(chain[0])
        kind = "String" if name.startswith("$ai_") and name.endswith("_id") else None
        kind = kind or self.settings.property_types.get((column.owner, name), "String")
        if len(chain) > 1:
            return Typed(text, types.STRING)
        if kind == "Numeric":
            return Typed(f"accurateCastOrNull({text}, 'Float64')", types.FLOAT)
        if kind == "Boolean":
            cast = f"transform(toString({text}), ['true', 'false'], [1, 0], NULL)"
            return Typed(f"accurateCastOrNull({cast}, 'Bool')", types.BOOLEAN)
        if kind == "DateTime":
            zone = text_literal(self.settings.timezone)
            return Typed(f"parseDateTime64BestEffortOrNull({text}, 6, {zone})", types.DATETIME)
        return Typed(text, types.STRING)

    # Joins

    def person_id(self, source: TableSource) -> Typed:
        if not self.settings.has_overrides:
            return Typed(source.column("person_id"), types.UUID)
        alias = f"{source.alias}__override"
        source.joins.setdefault(
            alias,
            f"LEFT JOIN (SELECT distinct_id, person_id FROM {self.settings.database}.person_overrides FINAL) AS "
            f"{identifier(alias)} ON {source.column('distinct_id')} = {identifier(alias)}.distinct_id",
        )
        override = identifier(alias)
        return Typed(
            f"if(empty({override}.distinct_id), {source.column('person_id')}, {override}.person_id)", types.UUID
        )

    def joined(self, source: TableSource, name: str, rest: Chain) -> Typed:
        if not rest:
            raise HogQLError(f'Can not select the joined table "{name}" as a field')
        if name in ("person", "poe") and source.table.name == "events":
            return self.event_person(source, rest)
        if name == "pdi" and source.table.name == "events":
            return self.lookup(source, "pdi", PERSON_DISTINCT_IDS, "distinct_id", source.column("distinct_id"), rest)
        if name == "pdi":
            return self.lookup(source, "pdi", PERSON_DISTINCT_IDS, "person_id", source.column("id"), rest)
        if name == "person":
            return self.lookup(source, "person", PERSONS, "id", source.column("person_id"), rest)
        return self.group(source, int(name.removeprefix("group_")), rest)

    def event_person(self, source: TableSource, rest: Chain) -> Typed:
        field = str(rest[0])
        if self.settings.persons_mode == PROPERTIES_JOINED:
            if field == "id":
                return self.person_id(source)
            return self.lookup(source, "person", PERSONS, "id", self.person_id(source).sql, rest)
        if field not in EVENT_PERSON_FIELDS:
            raise HogQLError(f"Field not found: {field}")
        if field == "id":
            return self.person_id(source)
        column = {"created_at": "person_created_at", "properties": "person_properties"}[field]
        kind = EVENT_PERSON_FIELDS[field]
        value = self.wrapped(Typed(source.column(column), kind, "person" if kind == types.JSON else ""))
        return self.further(value, rest[1:], field)

    def lookup(self, source: TableSource, name: str, table: str, key: str, value: str, rest: Chain) -> Typed:
        """Joins another table once per source."""
        alias = f"{source.alias}__{name}"
        target = TableSource(TABLES[table], alias, source.joins)
        text = TABLES[table].source.format(database=self.settings.database)
        source.joins.setdefault(
            alias, f"LEFT JOIN {text} AS {identifier(alias)} ON {value} = {identifier(alias)}.{identifier(key)}"
        )
        return self.of_source(target, rest)

    def group(self, source: TableSource, index: int, rest: Chain) -> Typed:
        alias = f"{source.alias}__group_{index}"
        table = TABLES[GROUPS]
        text = table.source.format(database=self.settings.database)
        source.joins.setdefault(
            alias,
            f"LEFT JOIN (SELECT * FROM {text} WHERE `index` = {index}) AS {identifier(alias)} "
            f"ON {source.column(f'$group_{index}')} = {identifier(alias)}.`key`",
        )
        value = self.of_source(TableSource(table, alias, source.joins), rest[:1])
        owner = f"group:{index}" if value.type == types.JSON else ""
        return self.further(Typed(value.sql, value.type, owner), rest[1:], str(rest[0]))
