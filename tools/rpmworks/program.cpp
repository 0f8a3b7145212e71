// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <new>

#include "command_line.hpp"
#include "context.hpp"
#include "core/cancel.hpp"
#include "core/files.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "signals/signals.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

// The form of errors. Determined before the command line is parsed, so that its errors have the requested
// form too.
struct ErrorForm {
  bool json_result = false;  ///< --json
  bool json_log = false;     ///< --log-format json
};

ErrorForm error_form(const std::vector<std::string>& arguments) {
  ErrorForm form;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") break;
    form.json_result |= arguments[i] == "--json";
    if (arguments[i] == "--log-format" && i + 1 < arguments.size())
      form.json_log = arguments[i + 1] == "json";
    else if (arguments[i].starts_with("--log-format="))
      form.json_log = arguments[i] == "--log-format=json";
  }
  return form;
}

void tell(const Error& error, const ErrorForm& form) {
  if (form.json_log) return write_stderr(error_event(error));
  std::string text = harmless(error.render());
  if (const size_t at = text.find("error: "); at != std::string::npos && stderr_has_colour())
    text = text.substr(0, at) + "\033[1;31merror:\033[0m " + text.substr(at + 7);
  write_stderr(text);
}

int report_error(const Error& error, const ErrorForm& form) {
  tell(error, form);
  if (form.json_result) {
    try {
      print_json(error_json(error));
      flush_results();
    } catch (const ReaderGone&) {
      // The exit code still reports it.
    } catch (const Error& unwritable) {
      tell(unwritable, form);
    }
  }
  return static_cast<int>(error.code());
}

// Parses the command line and runs the command. The progress display is removed when it returns or throws.
ExitCode run(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  const Invocation invocation = read_command_line(commands, arguments);
  if (!invocation.action) {
    print(invocation.text);
    return ExitCode::done;
  }
  const Detail detail = invocation.globals.quiet           ? Detail::quiet
                        : invocation.globals.verbosity > 0 ? Detail::verbose
                                                           : Detail::normal;
  Reporter reporter(choose_sink(invocation.globals.log_format, detail));
  Context context(invocation.globals, reporter);
  return invocation.action(context);
}

// Rewords an error of the standard library's file functions: "filesystem error: cannot remove: Permission
// denied [/a]" becomes "cannot remove /a: Permission denied". Such an error is not a bug.
Error worded(const fs::filesystem_error& error) {
  std::string doing = error.what();
  constexpr std::string_view k_start = "filesystem error: ";
  if (doing.starts_with(k_start)) doing.erase(0, k_start.size());
  doing.resize(std::min(doing.size(), doing.find(": " + error.code().message())));
  std::string paths = error.path1().string();
  if (!error.path2().empty()) paths += " → " + error.path2().string();
  Error plain(ExitCode::failed,
              fmt::format("{}{}: {}", doing, paths.empty() ? "" : " " + paths, error.code().message()));
  if (error.code() == std::errc::no_space_on_device)
    return std::move(plain).hint("free some space on that file system");
  return plain;
}

// Ends like programs that do not ignore SIGPIPE. Temporary files have been removed at this point.
int end_by_broken_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
  return static_cast<int>(ExitCode::failed);
}

int run_and_report(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  const ErrorForm form = error_form(arguments);
  try {
    const ExitCode code = run(commands, arguments);
    flush_results();
    return static_cast<int>(code);
  } catch (const ReaderGone&) {
    return end_by_broken_pipe();
  } catch (const Error& error) {
    return report_error(error, form);
  } catch (const fs::filesystem_error& error) {
    return report_error(worded(error), form);
  } catch (const std::bad_alloc&) {
    return report_error(Error(ExitCode::failed, "out of memory").hint("use fewer --jobs"), form);
  } catch (const std::exception& error) {
    return report_error(Error(ExitCode::failed, fmt::format("this is a bug in rpmworks: {}", error.what()))
                            .hint("please report it with the command you ran; nothing was left half-written"),
                        form);
  }
}

}  // namespace

int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  ::umask(022);  // releases are for others to read, and roots for the building user; what is secret has its
                 // own mode
  const Cancellation::Scope scope(signals::catch_interrupts());
  return run_and_report(commands, arguments);
}

}  // namespace rpmworks::cli
