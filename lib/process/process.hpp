// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks {

/// A program to run: always an argument vector, never a shell line.
struct Command {
  std::vector<std::string> argv;  ///< argv[0] is looked up in PATH unless it has a slash
  std::optional<std::map<std::string, std::string>>
      env;                      ///< the whole environment; unset: this process's own
  fs::path cwd;                 ///< empty: this process's own
  std::string input;            ///< its standard input; empty: /dev/null
  fs::path log;                 ///< when set, stdout and stderr are appended here, in order, and not captured
  bool cleanup = false;         ///< runs to its end although an interrupt asked for ours
  bool inherit_stderr = false;  ///< leave stderr where it is instead of capturing it
  std::optional<std::chrono::milliseconds> deadline;  ///< TERM then, KILL 10 s later
  bool interrupt_first = false;  ///< INT comes before TERM, by as long: for programs that tidy up at it
  size_t output_limit = 0;  ///< ends it when it has said more than this on stdout and stderr; 0: no limit
  std::map<int, int> descriptors;  ///< child's descriptor → this process's; all others are closed
  /// Called for every line of output (of stdout, or of both with `log`), without its newline.
  std::function<void(std::string_view)> on_line;
  std::function<void(int)> on_start;  ///< called with its process id, before any other of these
  /// Called every `beat` while it runs, and once when it has ended: for what it writes elsewhere. What it
  /// throws ends the program's group with KILL, and is passed on.
  std::function<void()> on_beat;
  std::chrono::milliseconds beat{200};
};

/// How a program ended. A non-zero exit is data, not an error.
struct ProcessResult {
  int exit_code = 0;  ///< its exit code, or 128 + the signal that killed it
  int signal = 0;     ///< the signal that killed it, or 0
  bool timed_out = false;
  bool said_too_much = false;  ///< it went beyond `output_limit`, and `out` and `err` are cut there
  std::string out;
  std::string err;
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds cpu{};  ///< user + system, of it and the children it waited for
  long peak_kib = 0;               ///< largest resident set of one process
  bool ok() const { return exit_code == 0 && !timed_out && !said_too_much; }
};

/// Runs a program in a process group of its own, to its end. An interrupt or the deadline sends the group
/// TERM (or INT and TERM), then KILL, 10 s apart; an interrupt then throws Error(interrupted). Throws Error
/// when the program cannot be started, with a hint naming the Debian package where that is known. Safe from
/// several threads.
ProcessResult run(const Command& command);

/// A program that was started before what it is to do is known: it waits for its input. For the thread that
/// made it, as a parent's death can mean that of its thread.
class StartedProgram {
 public:
  /// Starts it as run does. Its input is a pipe; input and deadline of `command` do not count.
  explicit StartedProgram(Command command);
  /// Ends it, and its group, if it was not run to its end.
  ~StartedProgram();
  StartedProgram(StartedProgram&&) noexcept;
  StartedProgram& operator=(StartedProgram&&) noexcept;

  /// Gives it its input, once, and runs it to its end as run does. The deadline and the time it took count
  /// from here.
  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// As run, and a failure throws Error(code) with the program's last lines of stderr.
ProcessResult run_checked(const Command& command, const std::string& doing);

/// The full path of a program in PATH (and in the sbin folders), if there is one.
std::optional<fs::path> find_program(const std::string& name);

/// This program's own file, wherever links to it are. Throws Error where there is no /proc.
fs::path this_program();

/// The command as one could type it, quoted: for messages and logs.
std::string shown(const Command& command);

}  // namespace rpmworks
