"""Every rule of CSS, each because no option of Streamlit reaches what it changes."""

from __future__ import annotations

from views.charts.theme import STYLE, Palette, style_values


def css(c: Palette) -> str:
    """The looks of all pages; ``c`` is the theme of this run."""
    return f"<style>{style_values(c)}{_page(STYLE)}{_pieces(STYLE)}{_drawn(STYLE)}{_PHONE}</style>"


def _page(c: Palette) -> str:
    return f"""
/* A dark theme's primary is pale: white words on it fail 4.5:1, so the words turn dark. */
[data-testid^="stBaseButton-primary"]:not(:disabled),
[data-testid^="stBaseButton-primary"]:not(:disabled) :is(p, kbd, span) {{ color: {c.on_primary}; }}
[data-testid^="stBaseButton-primary"] p {{ font-weight: 600; }}
/* The chosen pill on a tinted card: the theme's own words reach 4.3:1 only. */
[data-variant="pills"][data-selected="true"] p {{ color: {c.text}; font-weight: 600; }}
/* Theming has paddingTop and paddingBottom only. */
.stMainBlockContainer {{ padding-left: 2.5rem; padding-right: 2.5rem; max-width: 1400px; }}
"""


def _pieces(c: Palette) -> str:
    return f"""
/* The answer card: containers have a border, not a colour. Its tone is one more line of style (answer_card). */
[class*="st-key-answer"] {{ border-left: 5px solid !important; padding: 1.1rem 1.5rem 1.2rem 1.35rem; }}
[class*="st-key-answer"] h2 {{ padding: 0 0 .4rem; line-height: 1.3; }}
/* The one slim line of the demo. */
.st-key-demo {{ border-bottom: 1px solid {c.line}; padding-bottom: .35rem; flex-wrap: nowrap; }}
.st-key-demo button {{ min-height: 1.75rem; padding-top: 0; padding-bottom: 0; }}
/* A list to choose from: buttons as left-aligned rows of two lines, the open one tinted. */
[class*="st-key-inbox"] button {{ justify-content: flex-start; text-align: left; padding: .55rem .8rem;
  border-radius: .5rem; border-color: transparent; }}
[class*="st-key-inbox"] button > div, [class*="st-key-inbox"] button span {{ justify-content: flex-start; }}
[class*="st-key-inbox"] button p {{ text-align: left; line-height: 1.35; }}
[class*="st-key-inbox"] button p strong {{ display: block; }}
[class*="st-key-inbox"][class*="-row-"] {{ flex-wrap: nowrap; }}
[class*="st-key-inbox"] [data-testid="stBaseButton-secondary"] {{ background: {c.chosen}; border-color: {c.static}; }}
"""


def _drawn(c: Palette) -> str:
    return f"""
/* What st.html draws: gauges, figures in a row, small tables. */
.g {{ height: 10px; border-radius: 5px; background: {c.track}; overflow: hidden; }}
.g i {{ display: block; height: 100%; background: {c.calm}; border-radius: 5px; }}
.g.full {{ height: 14px; border-radius: 7px; }} .g.full i {{ background: {c.alarm}; }}
.g.nearly i {{ background: repeating-linear-gradient(115deg, {c.alarm} 0 6px, {c.track} 6px 9px); }}
.g.pot i {{ background: {c.allotment}; }}
.big {{ font-size: 1.7rem; font-weight: 700; line-height: 1.15; font-variant-numeric: tabular-nums; }}
.big.full {{ color: {c.alarm_text}; }} .big small {{ font-size: .95rem; font-weight: 400; color: {c.muted}; }}
.fact {{ padding: .25rem 0; }} .fact + .fact {{ border-top: 1px solid {c.line}; }}
.two {{ display: flex; justify-content: space-between; align-items: baseline; gap: .75rem; }}
.m {{ color: {c.muted}; font-size: .875rem; line-height: 1.45; }}
.bad {{ color: {c.alarm_text}; }} .new {{ color: {c.static}; font-style: normal; }}
[data-testid="stHtml"] a {{ color: {c.text}; }}
.money {{ text-align: right; padding-right: 1.5rem; white-space: nowrap; line-height: 1.4; }}
.r {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
.ways {{ width: 100%; table-layout: fixed; border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.ways th, .ways td {{ text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border: 0;
  line-height: 1.35; }}
.ways thead th {{ font-weight: 600; padding-top: 0; }} .ways tbody tr {{ border-top: 1px solid {c.line}; }}
.ways th small, .ways td small {{ display: block; font-weight: 400; color: {c.muted}; font-size: .8125rem; }}
.ways td b {{ font-size: 1.2rem; }} .ways tr.also td b {{ font-size: 1rem; font-weight: 600; }}
.scale {{ position: relative; height: 16px; border-radius: 8px; background: {c.track}; margin: 2.1rem 0 2rem; }}
.scale i {{ position: absolute; left: 0; top: 0; bottom: 0; border-radius: 8px; }}
.scale u {{ position: absolute; top: -6px; bottom: -6px; width: 2px; text-decoration: none; }}
.scale span {{ position: absolute; white-space: nowrap; font-size: .8125rem; transform: translateX(-50%); }}
.scale .up {{ top: -1.75rem; font-weight: 600; }} .scale .down {{ top: 1.4rem; color: {c.muted}; }}
"""


# A page cannot know how wide the window is: both of a pair are sent (panels.width), and one is shown.
_PHONE = """
[class*="st-key-phone-"] { display: none; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.6rem 1rem 2rem; }
  h1 { font-size: 1.45rem !important; padding: .25rem 0 !important; } h3 { padding: .25rem 0 !important; }
  [class*="st-key-wide-"], .wide, .stColumn:has(> div > :only-child > [class*="st-key-wide-"]),
  .stColumn:has(> div:empty) { display: none; }
  [class*="st-key-phone-"] { display: flex; }
  [class*="st-key-cards"] .stColumn { min-width: calc(50% - 0.5rem); flex: 1 1 calc(50% - 0.5rem); }
  [class*="st-key-answer"] { padding: .9rem 1rem 1rem; } [class*="st-key-answer"] h2 { font-size: 1.2rem; }
  .scale { margin: 1.7rem 0 1.6rem; } .ways td small span { display: block; } .ways .dot { display: none; }
  .ways th, .ways td { padding-right: .5rem; }
  [data-testid^="stBaseButton"], [data-testid="stButtonGroup"] button, [data-testid="stNumberInputContainer"],
  [data-testid="stTextInputRootElement"], [data-testid="stSelectbox"] [role="group"], .stPageLink a,
  .stExpander summary, .stCheckbox label { min-height: 44px; }
  [data-testid="stPopoverButton"] { min-height: 44px !important; }
  .stCheckbox label, .stExpander summary { align-items: center; }
  a[href^="tel:"], a[href^="mailto:"] { display: inline-block; padding: .9rem 0; }
  kbd { display: none !important; }
}
"""
