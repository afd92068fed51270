use super::*;

/// Calls for each command and its path.
fn walk(command: &Command, path: &str, see: &mut impl FnMut(&Command, &str)) {
    see(command, path);
    for sub in command.get_subcommands() {
        walk(sub, &format!("{path}-{}", sub.get_name()), see);
    }
}

/// Every id with its English as declared.
fn declared(texts: &Texts) -> Vec<(String, String)> {
    let root = Args::command();
    let words = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let mut all = vec![("help-after".to_owned(), words(root.get_after_help()))];
    walk(&root, "", &mut |command, path| {
        all.push((command_id(path), words(command.get_about())));
        for arg in command.get_arguments() {
            all.push((arg_id(path, arg, texts), words(arg.get_help())));
            let values = arg.get_possible_values().into_iter().filter(|value| value.get_help().is_some());
            all.extend(values.map(|value| (value_id(arg, &value), words(value.get_help()))));
        }
    });
    all
}

#[test]
fn every_command_argument_and_value_has_a_text_in_every_language_which_in_english_is_the_declared_one() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    let declared = declared(&en);
    assert!(declared.len() > 60, "{}", declared.len());
    for (id, words) in &declared {
        assert!(!words.is_empty(), "`{id}` is not described");
        assert_eq!(en.get(id), words, "{id}");
        assert!(ko.has(id) && ko.get(id) != en.get(id), "`{id}` is not in Korean");
    }
    walk(&Args::command(), "", &mut |command, path| {
        let Some(words) = long_about(path, &en) else { return };
        assert_eq!(words, command.get_long_about().unwrap().to_string());
        assert_ne!(long_about(path, &ko), Some(words), "`{path}`");
    });
    // And none that nothing has.
    let frame =
        ["help-usage", "help-commands", "help-command", "help-options", "help-arguments", "arg-help", "arg-version"];
    for id in en.ids().filter(|id| ["help-", "arg-", "value-"].iter().any(|prefix| id.starts_with(prefix))) {
        let known = declared.iter().any(|(known, _)| known == id) || frame.contains(&id);
        let more = id.strip_suffix("-more").is_some_and(|id| declared.iter().any(|(known, _)| known == id));
        assert!(known || more || ["help-title", "help-keys"].contains(&id), "`{id}` describes nothing");
    }
}

#[test]
fn the_korean_command_line_is_sound_and_its_help_has_no_english_frame() {
    let texts = Texts::new(Language::Ko);
    command(&texts).debug_assert();
    let mut pages = Vec::new();
    walk(&Args::command(), "", &mut |_, path| {
        let words = path.split('-').filter(|word| !word.is_empty());
        for flag in ["-h", "--help"] {
            let line: Vec<&str> = ["autoagents"].into_iter().chain(words.clone()).chain([flag]).collect();
            let page = command(&texts).try_get_matches_from(line).unwrap_err();
            assert_eq!(page.kind(), clap::error::ErrorKind::DisplayHelp);
            pages.push(page.to_string());
        }
    });
    for page in &pages {
        for english in ["Usage:", "Options:", "Commands:", "Arguments:", "[default", "[possible", "[env", "Print"] {
            assert!(!page.contains(english), "`{english}` in\n{page}");
        }
        assert!(page.contains("사용법: ") && page.contains("옵션:"), "{page}");
    }
    assert!(pages[1].contains("- ko: 한국어") && pages[0].contains("종료 코드"), "{}", pages[1]);
}
