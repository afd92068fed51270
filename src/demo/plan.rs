//! The configuration that watches the platform: what newcomers look at first, and copy from.

use std::fmt::Write as _;
use std::path::Path;

use super::ports::Ports;
use super::role::Role;

/// Before the services.
const HEAD: &str = r#"# The configuration of the demo: a community platform of eight services. It is meant to be read, changed and copied from.
# `autoagents config init` writes one with every key; `autoagents config check --config config.toml` says what is wrong.

[runtime]
on_exit = "stop"                # the demo leaves nothing behind; a real platform wants "leave"

[recovery]                      # what may be done beyond starting a service again when it ends
mode = "act"                    # "propose" asks first, "off" leaves it to the restart policies
preventive = "act"              # also before a failure that can be seen coming, such as a leak
patience = "2s"                 # what is not well may come back by itself within this time
verify_for = "4s"               # well for so long, and the remedy has helped

[sense]
interval = "1s"
"#;

/// After the services.
const RULES: &str = r#"
# Rules: a limit on a series raises an alert. These see trouble coming before it breaks anything, and recovery may act on
# them.

[[rule]]
name = "memory-grows"
series = "service.memory_bytes"
above = 64e6                    # every part of this platform needs less than 20 MB
clear_below = 48e6
for = "3s"
heal = true

[[rule]]
name = "files-run-out"
series = "service.files_count"
above = 120.0                   # each part may open 256
clear_below = 80.0
for = "2s"
heal = true

[[rule]]
name = "processor-taken"
series = "service.cpu_percent"
above = 40.0                    # every part of this platform needs less than 10 %
clear_below = 20.0
for = "5s"
heal = true

[[rule]]
name = "processes-pile-up"
series = "service.processes_count"
above = 5.0
clear_below = 2.0
for = "2s"
heal = true

[[rule]]
name = "answers-slow"
series = "probe.latency_ms"
above = 400.0
clear_below = 200.0
for = "3s"
heal = true
"#;

/// What is said of a service, and what it needs.
fn about(role: Role) -> (&'static str, &'static [Role]) {
    match role {
        Role::Db => ("The database. Everything else needs it, so it starts first and stops last.", &[]),
        Role::Cache => ("What was read lately, in memory: losing it costs time, not data.", &[]),
        Role::Mailer => ("Writes mails into `spool/`, which holds 1 MB.", &[]),
        Role::Api => ("Reads and writes posts. Which version runs: `releases/api/current`.", &[Role::Db, Role::Cache]),
        Role::Web => ("The pages that people see.", &[Role::Api]),
        Role::Worker => ("Does the jobs that wait in the database, and sends the mails.", &[Role::Db, Role::Mailer]),
        Role::Scheduler => ("Puts a job into the queue every second.", &[Role::Db]),
        Role::Visitors => ("The load: people who read and write, about twenty times a second.", &[Role::Web]),
    }
}

/// The whole file.
pub(super) fn config(program: &Path, ports: &Ports) -> String {
    let mut text = HEAD.to_owned();
    for role in Role::ALL {
        // Writing to a string does not fail.
        let _ = service(&mut text, role, program, ports);
    }
    text.push_str(RULES);
    text
}

fn service(text: &mut String, role: Role, program: &Path, ports: &Ports) -> std::fmt::Result {
    let (words, needs) = about(role);
    let (name, port) = (role.name(), ports.status(role));
    let needs: Vec<_> = needs.iter().map(|role| role.name()).collect();
    writeln!(text, "\n# {words}\n[[service]]\nname = \"{name}\"")?;
    writeln!(text, "command = [{}, \"demo\", \"part\", \"{name}\"]", quoted(&program.to_string_lossy()))?;
    writeln!(text, "working_dir = \".\"               # relative to this file")?;
    if !needs.is_empty() {
        writeln!(text, "depends_on = {needs:?}")?;
    }
    writeln!(text, "autostart = true")?;
    writeln!(
        text,
        "restart = {{ policy = \"always\", first_delay = \"0s\", max_delay = \"5s\", stable_after = \"4s\" }}"
    )?;
    recovery(text, role, ports)?;
    writeln!(text, "stop = {{ signal = \"TERM\", grace = \"3s\" }}\n")?;
    writeln!(text, "  [[service.probe]]             # has it finished starting? The other probes wait for this one")?;
    writeln!(text, "  kind = \"tcp\"\n  name = \"port\"\n  role = \"startup\"")?;
    writeln!(text, "  address = \"127.0.0.1:{}\"", ports.work(role))?;
    writeln!(text, "  interval = \"100ms\"\n  timeout = \"1s\"\n  fail_after = 50\n")?;
    writeln!(text, "  [[service.probe]]             # can it serve? What needs it waits; failing raises an alert")?;
    writeln!(text, "  kind = \"http\"\n  name = \"health\"\n  role = \"readiness\"")?;
    writeln!(text, "  url = \"http://127.0.0.1:{port}/health\"")?;
    writeln!(text, "  interval = \"1s\"\n  timeout = \"1s\"\n  fail_after = 2\n")?;
    writeln!(text, "  [[service.probe]]             # is it alive? If not, it is restarted")?;
    writeln!(text, "  kind = \"http\"\n  name = \"live\"\n  role = \"liveness\"")?;
    writeln!(text, "  url = \"http://127.0.0.1:{port}/live\"")?;
    writeln!(text, "  interval = \"1s\"\n  timeout = \"1s\"\n  fail_after = 3")
}

/// What may be done for a service beside starting it again.
fn recovery(text: &mut String, role: Role, ports: &Ports) -> std::fmt::Result {
    writeln!(
        text,
        "recovery.ports = [{}]         # an earlier process that still holds it is ended",
        ports.work(role)
    )?;
    match role {
        Role::Db => {
            writeln!(text, "recovery.stale_files = [\"db/db.lock\"]   # moved aside when nobody has it open")?;
        }
        Role::Worker | Role::Scheduler | Role::Mailer => {
            writeln!(text, "recovery.stale_files = [\"kept/{}.json\"]", role.name())?;
        }
        Role::Api => {
            writeln!(text, "recovery.release_link = \"releases/api/current\"   # rolled back to the last good one")?;
        }
        _ => {}
    }
    if let Some(disk) = role.disk() {
        writeln!(text, "recovery.log_dirs = [\"{}\"]     # when it is full the oldest files go", disk.spare)?;
        writeln!(text, "recovery.log_dir_max = \"1MB\"")?;
    }
    if role == Role::Db {
        writeln!(text, "recovery.importance = \"high\"")?;
    }
    Ok(())
}

/// As a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// Whether a configuration was written for this program and these ports.
pub(super) fn fits(text: &str, program: &Path, ports: &Ports) -> bool {
    text.contains(&quoted(&program.to_string_lossy()))
        && Role::ALL.into_iter().all(|role| {
            [ports.work(role), ports.status(role)].iter().all(|port| text.contains(&format!("127.0.0.1:{port}")))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Source, load};

    #[test]
    fn it_is_a_valid_configuration_of_every_part() {
        let root = tempfile::tempdir().unwrap();
        let (file, ports) = (root.path().join("config.toml"), Ports::choose().unwrap());
        let text = config(Path::new("/bin/it's \"here\""), &ports);
        std::fs::write(&file, &text).unwrap();
        let config = load(&Source::Given(file), &[], &[]).unwrap();
        let names: Vec<_> = config.setup.services.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(names, Role::ALL.map(Role::name));
        assert!(config.setup.services.iter().all(|spec| spec.probes.len() == 3 && spec.autostart));
        assert!(fits(&text, Path::new("/bin/it's \"here\""), &ports));
        assert!(!fits(&text, Path::new("/bin/other"), &ports));
        assert!(!fits(&text, Path::new("/bin/it's \"here\""), &Ports::choose().unwrap()));
    }
}
