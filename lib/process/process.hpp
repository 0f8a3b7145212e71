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

/// A program to run: always an argument vector, never a shell command line.
struct Command {
  std::vector<std::string> argv;  ///< argv[0] is looked up in PATH unless it has a slash
  std::optional<std::map<std::string, std::string>>
      env;                      ///< the complete environment; unset: that of this process
  fs::path cwd;                 ///< empty: that of this process
  std::string input;            ///< standard input; empty: /dev/null
  fs::path log;                 ///< if set, stdout and stderr are appended to it, in order, and not captured
  bool cleanup = false;         ///< runs to its end even if this run is interrupted
  bool inherit_stderr = false;  ///< the child uses our stderr, which is not captured
  std::optional<std::chrono::milliseconds> deadline;  ///< then TERM, and KILL 10 s later
  bool interrupt_first = false;    ///< send INT 10 s before TERM: for programs that clean up on INT
  size_t output_limit = 0;         ///< stop the program if stdout and stderr exceed this; 0: no limit
  std::map<int, int> descriptors;  ///< child's descriptor → ours; all others are closed
  /// Called for every line of stdout (with `log`, also of stderr), without its newline.
  std::function<void(std::string_view)> on_line;
  std::function<void(int)> on_start;  ///< called first, with the process id
  /// Called every `beat` while the program runs, and once after it has ended: to follow files that the
  /// program writes. If on_beat throws, the program's group is killed and the exception is passed on.
  std::function<void()> on_beat;
  std::chrono::milliseconds beat{200};
};

/// How a program ended. A non-zero exit is data, not an error.
struct ProcessResult {
  int exit_code = 0;  ///< the exit code, or 128 + the signal that killed the program
  int signal = 0;     ///< the signal that killed the program, or 0
  bool timed_out = false;
  bool said_too_much = false;  ///< exceeded `output_limit`; `out` and `err` are truncated
  std::string out;
  std::string err;
  std::chrono::nanoseconds wall{};
  std::chrono::nanoseconds cpu{};  ///< user + system, including children that the program waited for
  long peak_kib = 0;               ///< largest resident set of any single process
  bool ok() const { return exit_code == 0 && !timed_out && !said_too_much; }
};

/// Runs a program in its own process group, and waits for its end. On an interrupt, or when the deadline
/// passes, sends the group TERM (or INT and TERM), then KILL, 10 s apart; after an interrupt it then throws
/// Error(interrupted). Throws Error if the program cannot be started, with a hint that names the Debian
/// package if it is known. Several threads may call it.
ProcessResult run(const Command& command);

/// A program that was started in advance and waits for its input. Use it only in the thread that made it: a
/// child that asks for a signal at its parent's death gets the signal when that thread ends.
class StartedProgram {
 public:
  /// Starts the program as run does, with a pipe as input. `input` and `deadline` of `command` are ignored.
  explicit StartedProgram(Command command);
  /// Kills the program and its group if it was not run to its end.
  ~StartedProgram();
  StartedProgram(StartedProgram&&) noexcept;
  StartedProgram& operator=(StartedProgram&&) noexcept;

  /// Sends the input and waits for the end of the program as run does. Call it once. The deadline and the
  /// reported time start with this call.
  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// As run, but throws an Error with the last lines of the program's stderr if the program fails.
ProcessResult run_checked(const Command& command, const std::string& doing);

/// The full path of a program in PATH or in the sbin folders, if it exists.
std::optional<fs::path> find_program(const std::string& name);

/// The executable file of this process, with symbolic links resolved. Throws Error if there is no /proc.
fs::path this_program();

/// The command, quoted for a shell: for messages and logs.
std::string shown(const Command& command);

}  // namespace rpmworks
