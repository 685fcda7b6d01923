"""Voices that can say something, by the languages they speak, and how long they take to say it.

Sources: the enumerations of Twilio's helper libraries; Amazon's list of the languages of Polly's voices.
"""

from __future__ import annotations

import math

CHARACTERS_A_SECOND = 15

# Polly's voices by language; two of them speak two languages.
_POLLY = """
    ar-AE Hala Zayd
    arb Zeina
    ca-ES Arlet
    cmn-CN Zhiyu
    cy-GB Gwyneth
    da-DK Mads Naja Sofie
    de-AT Hannah
    de-DE Daniel Hans Marlene Vicki
    en-AU Nicole Olivia Russell
    en-GB Amy Arthur Brian Emma
    en-GB-WLS Geraint
    en-IE Niamh
    en-IN Aditi Kajal Raveena
    en-NZ Aria
    en-US Danielle Gregory Ivy Joanna Joey Justin Kendra Kevin Kimberly Matthew Ruth Salli Stephen
    en-ZA Ayanda
    es-ES Conchita Enrique Lucia Sergio
    es-MX Andres Mia Mía
    es-US Lupe Miguel Pedro Penelope
    fi-FI Suvi
    fr-BE Isabelle
    fr-CA Chantal Gabrielle Liam
    fr-FR Celine Lea Mathieu Remi Rémi
    hi-IN Aditi Kajal
    is-IS Dora Karl
    it-IT Adriano Bianca Carla Giorgio
    ja-JP Kazuha Mizuki Takumi Tomoko
    ko-KR Seoyeon
    nb-NO Ida Liv
    nl-BE Lisa
    nl-NL Laura Lotte Ruben
    pl-PL Ewa Jacek Jan Maja Ola
    pt-BR Camila Ricardo Thiago Vitoria
    pt-PT Cristiano Ines
    ro-RO Carmen
    ru-RU Maxim Tatyana
    sv-SE Astrid Elin
    tr-TR Burcu Filiz
    yue-HK Hiujin
"""
# The kinds in which a Polly voice is offered besides, or instead of, the standard one.
_POLLY_STANDARD = """
    Aditi Amy Astrid Bianca Brian Camila Carla Carmen Celine Chantal Conchita Cristiano Dora Emma Enrique
    Ewa Filiz Geraint Giorgio Gwyneth Hans Ines Ivy Jacek Jan Joanna Joey Justin Karl Kendra Kevin Kimberly
    Lea Liv Lotte Lucia Lupe Mads Maja Marlene Mathieu Matthew Maxim Mia Miguel Mizuki Naja Nicole Penelope
    Raveena Ricardo Ruben Russell Salli Seoyeon Takumi Tatyana Vicki Vitoria Zeina Zhiyu
"""
_POLLY_NEURAL = """
    Adriano Amy Andres Aria Arlet Arthur Ayanda Bianca Brian Burcu Camila Daniel Danielle Elin Emma
    Gabrielle Gregory Hala Hannah Hiujin Ida Ines Isabelle Ivy Joanna Joey Justin Kajal Kazuha Kendra Kevin
    Kimberly Laura Lea Liam Lisa Lucia Lupe Matthew Mia Niamh Ola Olivia Pedro Remi Ruth Salli Seoyeon
    Sergio Sofie Stephen Suvi Takumi Thiago Tomoko Vicki Vitoria Zayd Zhiyu
"""
_POLLY_GENERATIVE = """
    Amy Andres Ayanda Bianca Daniel Danielle Joanna Kajal Lea Lucia Lupe Matthew Mía Olivia Pedro Rémi Ruth
    Sergio Stephen Vicki
"""
# Google's voices: the language is part of the name, e.g. Google.pl-PL-Standard-A.
_GOOGLE = """
    af-ZA Standard:A
    am-ET Standard:AB Wavenet:AB
    ar-XA Chirp3-HD Standard:ABCD Wavenet:ABCD
    bg-BG Standard:AB
    bn-IN Chirp3-HD Standard:ABCD Wavenet:ABCD
    ca-ES Standard:AB
    cmn-CN Chirp3-HD Standard:ABCD Wavenet:ABCD
    cmn-TW Standard:ABC Wavenet:ABC
    cs-CZ Standard:AB Wavenet:AB
    da-DK Neural2:DF Standard:ACDEFG Wavenet:ACDEFG
    de-DE Chirp3-HD Neural2:ABCDFGH Standard:ABCDEFGH Wavenet:ABCDEFGH
    el-GR Standard:AB Wavenet:AB
    en-AU Chirp3-HD Neural2:ABCD Standard:ABCD Wavenet:ABCD
    en-GB Chirp3-HD Neural2:ABCDFNO Standard:ABCDFNO Wavenet:ABCDFNO
    en-IN Chirp3-HD Neural2:ABCD Standard:ABCDEF Wavenet:ABCDEF
    en-US Chirp3-HD Neural2:ACDEFGHIJ Standard:ABCDEFGHIJ Wavenet:ABCDEFGHIJ
    es-ES Chirp3-HD Neural2:ABCDEFGH Standard:ABCDEFGH Wavenet:BCDEFGH
    es-US Chirp3-HD Neural2:ABC Standard:ABC Wavenet:ABC
    eu-ES Standard:AB
    fi-FI Standard:AB Wavenet:AB
    fil-PH Standard:ABCD Wavenet:ABCD
    fil-ph Neural2:AD
    fr-CA Chirp3-HD Neural2:ABCD Standard:ABCD Wavenet:ABCD
    fr-FR Chirp3-HD Neural2:ABCDEFG Standard:ABCDEFG Wavenet:ABCDEFG
    gl-ES Standard:AB
    gu-IN Chirp3-HD Standard:ABCD Wavenet:ABCD
    he-IL Standard:ABCD Wavenet:ABCD
    hi-IN Chirp3-HD Neural2:ABCD Standard:ABCDEF Wavenet:ABCDEF
    hu-HU Standard:AB Wavenet:A
    id-ID Chirp3-HD Standard:ABCD Wavenet:ABCD
    is-IS Standard:AB
    it-IT Chirp3-HD Neural2:ACF Standard:ABCDEF Wavenet:ABCDEF
    ja-JP Chirp3-HD Neural2:BCD Standard:ABCD Wavenet:ABCD
    kn-IN Chirp3-HD Standard:ABCD Wavenet:ABCD
    ko-KR Chirp3-HD Neural2:ABC Standard:ABCD Wavenet:ABCD
    lt-LT Standard:AB
    lv-LV Standard:AB
    ml-IN Chirp3-HD Standard:ABCD Wavenet:ABCD
    mr-IN Chirp3-HD Standard:ABC Wavenet:ABC
    ms-MY Standard:ABCD Wavenet:ABCD
    nb-NO Standard:ABCDEFG Wavenet:ABCDEFG
    nl-BE Standard:ABCD Wavenet:ABCD
    nl-NL Chirp3-HD Standard:ABCDEFG Wavenet:ABCDEFG
    pa-IN Standard:ABCD Wavenet:ABCD
    pl-PL Chirp3-HD Standard:ABCDEFG Wavenet:ABCDEFG
    pt-BR Chirp3-HD Neural2:ABC Standard:ABCDE Wavenet:ABCDE
    pt-PT Standard:ABCDEF Wavenet:ABCDEF
    ro-RO Standard:AB Wavenet:AB
    ru-RU Chirp3-HD Standard:ABCDE Wavenet:ABCDE
    sk-SK Standard:AB Wavenet:AB
    sr-RS Standard:A
    sv-SE Standard:ABCDEFG Wavenet:ABCDEFG
    ta-IN Chirp3-HD Standard:ABCD Wavenet:ABCD
    te-IN Chirp3-HD Standard:ABCD
    th-TH Chirp3-HD Neural2:C Standard:A
    tr-TR Chirp3-HD Standard:ABCDE Wavenet:ABCDE
    uk-UA Standard:A Wavenet:A
    vi-VN Chirp3-HD Neural2:AD Standard:ABCD Wavenet:ABCD
    yue-HK Standard:ABCD
"""
_CHIRP = ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")
# The voices of Twilio's early days.
BASIC = frozenset({"man", "woman", "alice"})
BASIC_LANGUAGES = frozenset(
    """
    ca-ES da-DK de-DE en-AU en-CA en-GB en-IN en-US es-ES es-MX fi-FI fr-CA fr-FR it-IT ja-JP ko-KR nb-NO
    nl-NL pl-PL pt-BR pt-PT ru-RU sv-SE zh-CN zh-HK zh-TW
    """.split()  # noqa: SIM905 - a list of one a line would fill a page
)


def _polly() -> dict[str, frozenset[str]]:
    spoken: dict[str, set[str]] = {}
    for line in _POLLY.split("\n"):
        language, *names = line.split() or [""]
        for name in names:
            spoken.setdefault(name, set()).add(language)
    kinds = (("", _POLLY_STANDARD), ("-Neural", _POLLY_NEURAL), ("-Generative", _POLLY_GENERATIVE))
    return {f"Polly.{name}{kind}": frozenset(spoken[name]) for kind, names in kinds for name in names.split()}


def _google() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _GOOGLE.split("\n"):
        locale, *kinds = line.split() or [""]
        speaks = frozenset({"fil-PH" if locale == "fil-ph" else locale})
        for kind in kinds:
            family, _, letters = kind.partition(":")
            for name in letters or _CHIRP:
                found[f"Google.{locale}-{family}-{name}"] = speaks
    return found


# Every voice, with the languages it speaks.
VOICES: dict[str, frozenset[str]] = {**_polly(), **_google(), **dict.fromkeys(BASIC, BASIC_LANGUAGES)}


def speaks(voice: str, language: str) -> bool:
    """Whether a voice speaks a language; with either left out, Twilio chooses one that fits."""
    return not voice or not language or language in VOICES[voice]


def seconds_to_say(text: str) -> int:
    """How long a sentence takes to say, never nothing: the order of events hangs on it."""
    return max(1, math.ceil(len(text) / CHARACTERS_A_SECOND))
