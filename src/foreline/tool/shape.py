"""The shape of the declarations: which keys a mapping may have, and what stands behind each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from foreline.errors import echo


def alternatives(kind: Any) -> tuple[Any, ...]:
    """Return what an annotation allows, without `Annotated` and None.

    Parameters
    ----------
    kind : Any
        A type annotation.

    Returns
    -------
    tuple[Any, ...]
        Its members; a tagged union has several.

    Examples
    --------
    >>> alternatives(int | None)
    (<class 'int'>,)

    References
    ----------
    .. [1] foreline-computed
    """
    if get_origin(kind) is Annotated:
        return alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return tuple(one for member in get_args(kind) if member is not NoneType for one in alternatives(member))
    return (kind,)


def declared_fields(kind: Any) -> dict[str, FieldInfo]:
    """Return the keys a mapping of one declared type may have, as the file spells them.

    Parameters
    ----------
    kind : Any
        A declaration, or any other type.

    Returns
    -------
    dict[str, FieldInfo]
        Empty unless `kind` is a declaration.

    Examples
    --------
    >>> from foreline.tool.vacuum import Duct
    >>> list(declared_fields(Duct))[:2]
    ['from', 'to']

    References
    ----------
    .. [1] foreline-computed
    """
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return {}
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def tags(kind: Any) -> tuple[str, ...]:
    """Return the values of `kind` that a declaration answers to.

    Parameters
    ----------
    kind : Any
        A declaration, or any other type.

    Returns
    -------
    tuple[str, ...]
        Empty if it has no literal field `kind`.

    Examples
    --------
    >>> from foreline.tool.pumps import Turbo
    >>> tags(Turbo)
    ('turbo',)

    References
    ----------
    .. [1] foreline-computed
    """
    field = declared_fields(kind).get("kind")
    return tuple(str(tag) for tag in get_args(field.annotation)) if field else ()


def chosen(kind: Any, tag: object) -> Any:
    """Return the member of a union that a tag selects; a single type is its own choice.

    Parameters
    ----------
    kind : Any
        A type annotation.
    tag : object
        The value of `kind` in the file, or None.

    Returns
    -------
    Any
        A type, or None if no member has this tag.

    Examples
    --------
    >>> from foreline.tool.vacuum import Element
    >>> chosen(Element, "tube").__name__
    'Tube'

    References
    ----------
    .. [1] foreline-computed
    """
    members = alternatives(kind)
    if len(members) == 1:
        return members[0]
    return next((member for member in members if tag in tags(member)), None)


def below(kind: Any, item: str | int) -> Any:
    """Return the annotation of one key or index of a type; None where the type has no such part.

    Parameters
    ----------
    kind : Any
        One type, not a union.
    item : str | int
        Key or index.

    Returns
    -------
    Any
        The annotation of the part.

    Examples
    --------
    >>> below(dict[str, int], "a"), below(tuple[float, ...], 0)
    (<class 'int'>, <class 'float'>)

    References
    ----------
    .. [1] foreline-computed
    """
    field = declared_fields(kind).get(str(item))
    if field is not None:
        return field.annotation
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    if get_origin(kind) in (tuple, list):
        return get_args(kind)[0]
    return None


def nearest(word: object, known: Iterable[str]) -> str | None:
    """Return the known word nearest to what was written, if any is near; long words are compared by their start.

    Parameters
    ----------
    word : object
        What was written.
    known : Iterable[str]
        What could have been meant.

    Returns
    -------
    str | None
        A known word.

    Examples
    --------
    >>> nearest("volum", ["volume", "surface"])
    'volume'

    References
    ----------
    .. [1] foreline-computed
    """
    lower = {name[:60].lower(): name for name in reversed(list(known)[:200])}
    close = difflib.get_close_matches(str(word)[:60].lower(), lower, n=1, cutoff=0.6)
    return lower[close[0]] if close else None


def did_you_mean(word: object, known: Iterable[str], otherwise: str = "known: ") -> str:
    """Return a hint with the nearest known word, or with all of them.

    Parameters
    ----------
    word : object
        What was written.
    known : Iterable[str]
        What could have been meant.
    otherwise : str
        What introduces the list where nothing is near.

    Returns
    -------
    str
        A hint, at most about 160 characters.

    Examples
    --------
    >>> did_you_mean("volum", ["volume", "surface"]), did_you_mean("x", ["volume", "surface"])
    ("did you mean 'volume'?", 'known: volume, surface')

    References
    ----------
    .. [1] foreline-computed
    """
    names = list(known)
    close = nearest(word, names)
    if close:
        return f"did you mean {echo(close)}?"
    shown = ", ".join(names[:12])[:140]
    more = ", ..." if len(", ".join(names)) > len(shown) else ""
    return f"{otherwise}{shown}{more}" if names else ""
