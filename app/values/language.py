"""Languages: their codes and names, and what the telephone can say and understand in each.

Codes are BCP 47. Voices and speech languages are those of Twilio's published enumerations; Welsh can be
spoken to callers but not understood, so it is keypad only, and where there is no voice a recording is played.
"""

from dataclasses import dataclass
from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark


@dataclass(frozen=True)
class Language:
    """A language a person may speak or read.

    `say_language` and `voice` go together in a spoken sentence, both None where no voice exists; `gather`
    is the language of speech recognition, None where keys are all there is.
    """

    code: str
    english_name: str
    own_name: str
    say_language: str | None = None
    voice: str | None = None
    gather: str | None = None
    right_to_left: bool = False
    signed: bool = False

    @property
    def can_be_said(self) -> bool:
        """Whether there is a voice; else a recording is played."""
        return self.voice is not None

    @property
    def can_be_heard(self) -> bool:
        """Whether speech in it can be understood by the line."""
        return self.gather is not None


_ALL: Final[tuple[Language, ...]] = (
    Language("en", "English", "English", "en-GB", "Polly.Amy-Neural", "en-GB"),
    Language("cy", "Welsh", "Cymraeg", "cy-GB", "Polly.Gwyneth"),
    Language("am", "Amharic", "አማርኛ", "am-ET", "Google.am-ET-Standard-A", "am-ET"),
    Language("ar", "Arabic", "العربية", "ar-XA", "Google.ar-XA-Standard-A", "ar-AE", right_to_left=True),
    Language("bfi", "British Sign Language", "British Sign Language", signed=True),
    Language("bg", "Bulgarian", "Български", "bg-BG", "Google.bg-BG-Standard-A", "bg-BG"),
    Language("bn", "Bengali", "বাংলা", "bn-IN", "Google.bn-IN-Standard-A", "bn-BD"),
    Language("ckb", "Kurdish (Sorani)", "کوردیی ناوەندی", right_to_left=True),
    Language("cmn", "Mandarin", "普通话", "cmn-CN", "Google.cmn-CN-Standard-A", "cmn-Hans-CN"),
    Language("cs", "Czech", "Čeština", "cs-CZ", "Google.cs-CZ-Standard-A", "cs-CZ"),
    Language("es", "Spanish", "Español", "es-ES", "Google.es-ES-Standard-A", "es-ES"),
    Language("fa", "Farsi", "فارسی", gather="fa-IR", right_to_left=True),
    Language("fr", "French", "Français", "fr-FR", "Google.fr-FR-Standard-A", "fr-FR"),
    Language("gu", "Gujarati", "ગુજરાતી", "gu-IN", "Google.gu-IN-Standard-A", "gu-IN"),
    Language("hi", "Hindi", "हिन्दी", "hi-IN", "Google.hi-IN-Standard-A", "hi-IN"),
    Language("hu", "Hungarian", "Magyar", "hu-HU", "Google.hu-HU-Standard-A", "hu-HU"),
    Language("it", "Italian", "Italiano", "it-IT", "Google.it-IT-Standard-A", "it-IT"),
    Language("kmr", "Kurdish (Kurmanji)", "Kurmancî"),
    Language("lt", "Lithuanian", "Lietuvių", gather="lt-LT"),
    Language("lv", "Latvian", "Latviešu", "lv-LV", "Google.lv-LV-Standard-A", "lv-LV"),
    Language("om", "Oromo", "Afaan Oromoo"),
    Language("pa", "Punjabi", "ਪੰਜਾਬੀ", "pa-IN", "Google.pa-IN-Standard-A", "pa-guru-IN"),
    Language("phr", "Pahari-Pothwari (Mirpuri)", "پہاڑی پوٹھواری", right_to_left=True),
    Language("pl", "Polish", "Polski", "pl-PL", "Google.pl-PL-Standard-A", "pl-PL"),
    Language("pnb", "Punjabi (Pakistan)", "پنجابی", right_to_left=True),
    Language("prs", "Dari", "دری", right_to_left=True),
    Language("ps", "Pashto", "پښتو", right_to_left=True),
    Language("pt", "Portuguese", "Português", "pt-PT", "Google.pt-PT-Standard-A", "pt-PT"),
    Language("ro", "Romanian", "Română", "ro-RO", "Google.ro-RO-Standard-A", "ro-RO"),
    Language("rom", "Romani", "Romani čhib"),
    Language("ru", "Russian", "Русский", "ru-RU", "Google.ru-RU-Standard-A", "ru-RU"),
    Language("sk", "Slovak", "Slovenčina", "sk-SK", "Google.sk-SK-Standard-A", "sk-SK"),
    Language("so", "Somali", "Soomaali"),
    Language("sq", "Albanian", "Shqip", gather="sq-AL"),
    Language("sw", "Swahili", "Kiswahili", gather="sw-KE"),
    Language("syl", "Sylheti", "ছিলটি"),
    Language("ta", "Tamil", "தமிழ்", "ta-IN", "Google.ta-IN-Standard-A", "ta-IN"),
    Language("th", "Thai", "ไทย", "th-TH", "Google.th-TH-Standard-A", "th-TH"),
    Language("ti", "Tigrinya", "ትግርኛ"),
    Language("tr", "Turkish", "Türkçe", "tr-TR", "Google.tr-TR-Standard-A", "tr-TR"),
    Language("uk", "Ukrainian", "Українська", "uk-UA", "Google.uk-UA-Standard-A", "uk-UA"),
    Language("ur", "Urdu", "اردو", gather="ur-PK", right_to_left=True),
    Language("und", "A language not known yet", "A language not known yet"),
    Language("vi", "Vietnamese", "Tiếng Việt", "vi-VN", "Google.vi-VN-Standard-A", "vi-VN"),
    Language("yue", "Cantonese", "廣東話", "yue-HK", "Google.yue-HK-Standard-A", "yue-Hant-HK"),
)

# BCP 47 for a language that is not determined: somebody asked for another one, and nobody knows yet which.
NOT_KNOWN: Final = "und"

SIGN_LANGUAGE: Final = "bfi"

LANGUAGES: Final[dict[str, Language]] = {language.code: language for language in _ALL}
ENGLISH: Final = LANGUAGES["en"]
WELSH: Final = LANGUAGES["cy"]


def parse(typed: str) -> Language:
    """The language of a code or of a name, its own or the English one. Raises Invalid."""
    wanted = typed.strip().casefold()
    for language in _ALL:
        if language.code != NOT_KNOWN and wanted in (
            language.code,
            language.english_name.casefold(),
            language.own_name.casefold(),
        ):
            return language
    raise Invalid(mark("Choose a language from the list"))
