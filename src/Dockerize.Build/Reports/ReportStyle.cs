namespace Dockerize.Build.Reports;

/// <summary>The style sheet of the HTML report. Fonts are those of the system.</summary>
internal static class ReportStyle
{
    /// <summary>The number of colors of layers.</summary>
    public const int Colors = 6;

    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --card: #fff; --text: #1b2430; --quiet: #596474; --line: #e1e5ea; --track: #e9edf2;
          --new: #155e3c; --new-back: #d9f2e3; --link: #1f5fbf;
          --base: #66717f; --c0: #2b66b1; --c1: #0e7569; --c2: #7450b0; --c3: #96580c; --c4: #ab3a5d; --c5: #4b6b1f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #101419; --card: #181e25; --text: #e5eaf0; --quiet: #9aa7b6; --line: #2a333d; --track: #262f39;
            --new: #8fdcb2; --new-back: #143b29; --link: #8ab8ff;
            --base: #697685; --c0: #3a73bd; --c1: #157d71; --c2: #7d5bb8; --c3: #9a6013; --c4: #b34767; --c5: #567a26;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--text);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
        }
        main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 48px; }
        h1, h2, h3, p, dl, dd { margin: 0; }
        h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 20px; margin: 40px 0 16px; }
        h3 { font-size: 16px; }
        .card > h2, .card > h3 { margin: 0 0 2px; }
        code {
          font: .92em/1.45 ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, monospace;
          overflow-wrap: anywhere;
        }
        .quiet { color: var(--quiet); }
        .unit { white-space: nowrap; }
        .eyebrow { color: var(--quiet); font-size: 13px; letter-spacing: .04em; margin-bottom: 6px; }
        .names { margin-top: 6px; color: var(--quiet); overflow-wrap: anywhere; }
        .facts { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; margin: 24px 0 20px; }
        .facts > div, .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
        .facts > div { padding: 12px 16px; }
        .facts dt { color: var(--quiet); font-size: 13px; }
        .facts dd { font-size: 22px; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .facts .note { display: block; white-space: normal; line-height: 1.4; font-size: 13px; color: var(--quiet); }
        .card { padding: 20px; margin-top: 16px; }
        .card > p { margin-bottom: 14px; }
        svg { display: block; width: 100%; }
        .bar { height: 28px; border-radius: 5px; margin-bottom: 12px; }
        .files { height: auto; margin-bottom: 16px; }
        .files text { fill: #fff; }
        .wide text { font-size: 12px; }
        .narrow text { font-size: 15px; }
        .narrow { display: none; }
        .base { fill: var(--base); } .c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); }
        .c3 { fill: var(--c3); } .c4 { fill: var(--c4); } .c5 { fill: var(--c5); }
        .none { fill: none; stroke: var(--base); stroke-width: 2; }
        .name { display: flex; }
        .key { width: 10px; height: 10px; margin: 7px 10px 0 0; flex: none; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        th { font-weight: 500; font-size: 13px; color: var(--quiet); text-align: left; white-space: nowrap; }
        th { padding: 6px 0 6px 16px; }
        td { padding: 8px 0 8px 16px; border-top: 1px solid var(--line); vertical-align: top; }
        th:first-child, td:first-child { padding-left: 0; }
        .number { text-align: right; white-space: nowrap; }
        .share { width: 120px; }
        .share svg { height: 6px; margin-top: 8px; border-radius: 3px; background: var(--track); }
        .tag {
          display: inline-block; padding: 0 8px; border-radius: 9px; font-size: 13px; line-height: 1.45;
          color: var(--quiet); background: var(--track); white-space: nowrap;
        }
        .tag.new { color: var(--new); background: var(--new-back); }
        .more { margin: 10px 0 0 !important; color: var(--quiet); }
        .identity { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 20px; }
        .identity dt { color: var(--quiet); }
        footer { margin-top: 32px; color: var(--quiet); font-size: 13px; }
        @media (max-width: 680px) {
          main { padding: 24px 14px 32px; }
          h1 { font-size: 23px; }
          .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
          .card { padding: 16px 14px; }
          .wide { display: none; } .narrow { display: block; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table, tbody { display: block; }
          tr { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
          tr { padding: 10px 0 10px 20px; border-top: 1px solid var(--line); }
          td, td:first-child { display: block; padding: 0; border: 0; }
          td:first-child { flex: 0 0 calc(100% + 20px); margin-left: -20px; }
          td:nth-child(n+2) { font-size: 14px; }
          .facts > div { padding: 10px 14px; } .facts dd { font-size: 20px; }
          td.share, td.empty, td.number.quiet { display: none; }
          td[data-label]::before { content: attr(data-label) " "; color: var(--quiet); font-size: 13px; }
          .number { text-align: left; }
          .identity { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .identity dd { margin-bottom: 10px; }
        }
        @media print { body { background: none; } .card { break-inside: avoid; } }
        """;
}
