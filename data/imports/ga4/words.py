"""The words of a GA4 export, which GA4 writes in the language of whoever exports.

Dates are found by what their column holds; words are needed for what figures do not tell.
"""

from __future__ import annotations

import re

DATES = {
    *("date", "datum", "fecha", "data", "dato", "päivämäärä", "дата", "tarih", "日付", "日期", "날짜"),
    *("datehour", "event_date", "eventdate", "day"),
}
MONTHS = {"yearmonth", "year month", "year_month"}
HOURS = {
    *("hour", "stunde", "hora", "heure", "ora", "uur", "timme", "time", "tunti", "godzina", "saat", "час"),
    *("時間", "時", "시간", "小时", "小時"),
}
SESSIONS = {
    *("sessions", "sitzungen", "sesiones", "sessioni", "sessões", "sessies", "sessioner", "økter", "istunnot"),
    *("sesje", "сеансы", "oturumlar", "セッション", "セッション数", "会话数", "工作階段", "세션수", "세션"),
}
TOTALS = (
    *("total", "totaal", "totalt", "gesamt", "summe", "suma", "summa", "somma", "razem", "sammanlagt", "yhteensä"),
    *("toplam", "celkem", "итог", "合計", "総計", "总计", "總計", "합계", "총계"),
)
NTH_DAY = {"nth day", "nthday", "tag n", "día n", "jour n"}
# Counted or repeating times, of which no day can be told.
OTHER_TIMES = {
    *("nth hour", "nthhour", "nth week", "nthweek", "nth month", "nthmonth", "nth minute", "nth year", "week", "month"),
    *("year", "day of week", "dayofweek", "day of week name", "week of year", "iso week of the year", "isoweek"),
    *("iso week of iso year", "isoyearisoweek", "year week", "yearweek", "datehourminute", "date hour and minute"),
    *("minute", "quarter", "month of year", "woche", "monat", "semana", "mes", "semaine", "mois"),
}
# Rows of these count a session again, or count only some of them.
OVERLAPPING = {
    *(
        "segment",
        "segments",
        "segmento",
        "segmentti",
        "сегмент",
        "セグメント",
        "세그먼트",
        "细分",
        "細分",
        "区隔",
        "區隔",
    ),
    *("date range", "daterange", "zeitraum", "intervalo de fechas", "periodo", "período", "plage de dates"),
    *("intervallo di date", "periode", "zakres dat", "datumintervall", "диапазон дат", "tarih aralığı"),
    *("期間", "기간", "日期范围", "日期範圍", "comparison", "comparisons", "vergleich", "comparación", "comparaison"),
    *("confronto", "comparação", "vergelijking", "porównanie", "jämförelse", "сравнение", "karşılaştırma"),
    *("比較", "比较", "비교", "audience", "audience name", "audiencename"),
}
ALL_USERS = {"all users", "alle nutzer", "todos los usuarios", "tous les utilisateurs", "tutti gli utenti", "所有用户"}

A_DAY = re.compile(r"20\d{6}")


def plain(heading: str) -> str:
    """A heading without case and without the words that follow a plus or a bracket."""
    return re.split(r"[+(]", heading.strip().lower(), maxsplit=1)[0].strip()


def is_sessions(heading: str) -> bool:
    return heading.strip().lower().replace(" ", "") in SESSIONS


def says_total(text: str) -> bool:
    return any(word in text.lower() for word in TOTALS)
