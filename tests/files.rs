//! Files beside the notes: which of them a site holds, how they are found, and that nothing from outside gets in.

mod support;

use std::path::Path;

use support::{build, folder};

/// The site's copies of files, and `<main>` of a page.
fn site(notes: &Path, page: &str) -> (Vec<String>, String) {
    let built = build(notes, "2025-03-14");
    let copies = built.files.keys().filter(|path| path.starts_with("assets/")).cloned().collect();
    (copies, support::pretty::pretty(&built.main(page)))
}

#[test]
fn files_are_found_however_their_names_are_written() {
    let dir = folder(&[
        ("logseq/config.edn", "{}"),
        ("assets/a b.png", ""),
        ("assets/e\u{301}te.png", ""),
        ("assets/C#.png", ""),
        ("assets/50%.png", ""),
        ("assets/Deep/Plan.PDF", ""),
        ("files/report.docx", ""),
        ("assets/nobody asks for it.png", ""),
        (
            "pages/P.md",
            "- ![](../assets/a%20b.png) ![](../assets/a b.png) ![](<../assets/a b.png>)\n\
             - ![](../assets/\u{e9}te.png)\n- ![](../assets/C#.png)\n- ![](../assets/50%.png)\n\
             - [plan](../assets/deep/plan.pdf#page=3)\n- [report](../files/report.docx)\n\
             - ![](file:///home/me/graph/assets/a%20b.png)\n",
        ),
    ]);
    let (copies, main) = site(dir.path(), "pages/p.html");
    assert_eq!(
        copies,
        [
            "assets/50%.png",
            "assets/C#.png",
            "assets/Deep/Plan.PDF",
            "assets/a b.png",
            "assets/e\u{301}te.png",
            "assets/files/report.docx"
        ]
    );
    assert!(!main.contains("missing"), "{main}");
    assert_eq!(main.matches("src=\"../assets/a%20b.png\"").count(), 4, "{main}");
    for address in
        ["assets/C%23.png", "assets/50%25.png", "assets/e%CC%81te.png", "Deep/Plan.PDF#page=3", "report.docx"]
    {
        assert!(main.contains(address), "{address}: {main}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_from_outside_the_notes_gets_in() {
    let outside = folder(&[("secret.png", "secret"), ("notes/logseq/config.edn", "{:hidden [\"/assets/diary\"]}")]);
    let notes = outside.path().join("notes");
    std::fs::create_dir_all(notes.join("pages")).unwrap();
    std::fs::create_dir_all(notes.join("assets/diary")).unwrap();
    std::fs::write(notes.join("assets/diary/x.png"), "secret").unwrap();
    std::os::unix::fs::symlink("../../secret.png", notes.join("assets/linked.png")).unwrap();
    std::os::unix::fs::symlink("../..", notes.join("assets/up")).unwrap();
    let absolute = outside.path().join("secret.png");
    let text = format!(
        "- ![](../../secret.png)\n- ![](../../../../../../../../etc/passwd)\n- ![]({})\n- ![](../assets/linked.png)\n\
         - ![](../assets/up/secret.png)\n- ![](../assets/diary/x.png)\n- [x](../../notes/../secret.png)\n\
         - ![](..%2F..%2Fsecret.png)\n",
        absolute.display()
    );
    std::fs::write(notes.join("pages/P.md"), text).unwrap();
    let (copies, main) = site(&notes, "pages/p.html");
    assert_eq!(copies, [] as [&str; 0]);
    assert_eq!(main.matches("(missing)").count(), 8, "{main}");
    let built = build(&notes, "2025-03-14");
    for (path, bytes) in &built.files {
        assert!(!String::from_utf8_lossy(bytes).contains("secret\n") && bytes.as_slice() != b"secret", "{path}");
    }
}

#[test]
fn a_vault_shows_its_attachments_by_bare_names() {
    let dir = folder(&[
        (".obsidian/app.json", "{}"),
        ("attachments/x.png", ""),
        ("attachments/doc.pdf", ""),
        ("attachments/bell.mp3", ""),
        ("attachments/Draft.excalidraw.md", "text of a drawing"),
        (
            "Note.md",
            "![[x.png|100x50]]\n\n![[doc.pdf#page=3]]\n\n![[bell.mp3]]\n\n![[lost.png]]\n\n[[doc.pdf]]\n\n[[Draft.excalidraw]]\n",
        ),
    ]);
    let (copies, main) = site(dir.path(), "pages/note.html");
    let (_, all) = site(dir.path(), "all.html");
    assert!(all.contains("Drawings") && !all.contains("pages/draft"), "{all}");
    assert_eq!(
        copies,
        [
            "assets/attachments/Draft.excalidraw.md",
            "assets/attachments/bell.mp3",
            "assets/attachments/doc.pdf",
            "assets/attachments/x.png"
        ]
    );
    for shown in [
        "<img src=\"../assets/attachments/x.png\" alt=\"\" width=\"100\" height=\"50\"",
        "href=\"../assets/attachments/doc.pdf#page=3\"",
        "<audio controls",
        "lost.png (missing)",
        "href=\"../assets/attachments/Draft.excalidraw.md\"",
    ] {
        assert!(main.contains(shown), "{shown}: {main}");
    }
}

#[test]
fn an_org_journal_is_that_days_and_other_org_files_are_pages() {
    let dir = folder(&[
        ("logseq/config.edn", "{}"),
        ("journals/2024_01_01.org", "* TODO <b>old</b> [[Hub]]"),
        ("pages/Hub.org", "* Hub\n"),
        ("pages/P.md", "- [[Hub]]\n"),
    ]);
    let (_, day) = site(dir.path(), "journal/2024-01-01.html");
    assert!(day.contains("* TODO &lt;b&gt;old&lt;/b&gt; [[Hub]]"), "{day}");
    assert!(day.contains("does not read"), "{day}");
    let (_, hub) = site(dir.path(), "pages/hub.html");
    assert!(hub.contains("* Hub") && hub.contains("id=\"backlinks\""), "{hub}");
}

#[test]
fn highlights_lead_to_their_pdf_however_it_is_named() {
    let highlight = "- words\n  ls-type:: annotation\n  hl-page:: 7\n";
    let dir = folder(&[
        ("logseq/config.edn", "{}"),
        ("assets/a_1.pdf", ""),
        ("assets/c_1/7_6b0e1a52-0000-4000-8000-000000000001_9.png", ""),
        ("pages/hls__a_1.md", &format!("file-path:: ../assets/a_1.pdf\n\n{highlight}")),
        ("pages/hls__b_1.md", &format!("file:: [B.pdf](../assets/b_1.pdf)\n\n{highlight}")),
        (
            "pages/hls__c_1.md",
            "- [:span]\n  ls-type:: annotation\n  hl-page:: 7\n  hl-type:: area\n  hl-stamp:: 9\n  \
             id:: 6b0e1a52-0000-4000-8000-000000000001\n",
        ),
    ]);
    let (copies, named) = site(dir.path(), "pages/a-1-pdf.html");
    assert_eq!(copies, ["assets/a_1.pdf", "assets/c_1/7_6b0e1a52-0000-4000-8000-000000000001_9.png"]);
    assert!(named.contains("<q>words</q>") && named.contains("href=\"../assets/a_1.pdf#page=7\""), "{named}");
    let (_, lost) = site(dir.path(), "pages/b-pdf.html");
    assert!(lost.contains("B.pdf (missing)") && lost.contains(">p. 7<"), "{lost}");
    let (_, area) = site(dir.path(), "pages/c-1.html");
    assert!(area.contains("alt=\"highlighted area\"") && !area.contains(":span"), "{area}");
}
