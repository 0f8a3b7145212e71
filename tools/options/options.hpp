// SPDX-License-Identifier: GPL-3.0-or-later
// Command line parsing. Only options.cpp includes CLI11: compiling it takes seconds per file.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rpmworks::options {

/// A declared option or argument.
class Option {
 public:
  explicit Option(CLI::Option& option) : m_option(&option) {}

  Option& value(const std::string& name);  ///< placeholder of the value in the help
  Option& one_of(const std::vector<std::string>& values);
  Option& within(unsigned least, unsigned most);
  /// `why_not` returns why a value is invalid; "" if it is valid.
  Option& checked(std::function<std::string(const std::string&)> why_not);
  Option& required();
  Option& excludes(const Option& other);
  Option& one_value_each();  ///< for a list: each value needs the option's name
  Option& shows_default();

 private:
  CLI::Option* m_option;
};

/// Declares the options and arguments of a program or a command. `names` are those of an option
/// ("-o,--output") or of an argument
/// ("PACKAGE"). Values are written to `to`, which must live until the command line is parsed.
class OptionSet {
 public:
  explicit OptionSet(CLI::App& app) : m_app(&app) {}

  /// The heading in the help for the options that are declared next.
  OptionSet& heading(const std::string& text);

  void help();                            ///< -h, --help
  void version(const std::string& text);  ///< --version

  Option add(const std::string& names, std::string& to, const std::string& help);
  Option add(const std::string& names, fs::path& to, const std::string& help);
  Option add(const std::string& names, unsigned& to, const std::string& help);
  Option add(const std::string& names, std::vector<std::string>& to, const std::string& help);

  Option flag(const std::string& names, const std::string& help);
  Option flag(const std::string& names, bool& to, const std::string& help);
  Option flag(const std::string& names, int& times, const std::string& help);
  /// "--plan{text}": a flag with an optional value, --plan=json; without a value it has the one in braces.
  Option flag(const std::string& names, std::string& to, const std::string& help);
  Option flag(const std::string& names, std::function<void()> when_given, const std::string& help);

 private:
  CLI::App* m_app;
  std::string m_heading;
};

/// The result of parsing a command line.
struct Outcome {
  std::string text;                     ///< output of --help or --version; if set, print it and exit
  std::string error;                    ///< why parsing failed; "" on success
  int command = -1;                     ///< index of the given command
  std::vector<std::string> unexpected;  ///< unexpected arguments
};

/// Parses the command line of a program with or without commands.
class Parser {
 public:
  Parser(const std::string& name, const std::string& description);
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser();

  OptionSet options();
  void footer(const std::string& text);  ///< text at the end of the help

  /// Declares a command and returns its options. Commands are numbered from 0.
  OptionSet add_command(const std::string& name, const std::string& summary, const std::string& group,
                        const std::string& footer);

  Outcome parse(const std::vector<std::string>& arguments);
  /// The long option names of the program, or of a command: "--output".
  std::vector<std::string> names(int command = -1) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Parses options up to the first argument and returns that; "" if there is none, or if the options are
/// invalid.
std::string first_argument(const std::function<void(OptionSet)>& declare,
                           const std::vector<std::string>& arguments);

}  // namespace rpmworks::options
