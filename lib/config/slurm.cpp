// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/slurm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "config/values.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

using std::string;

constexpr unsigned k_most_jobs = 10000;
constexpr unsigned k_most_cpus = 4096;

enum class SbatchTakes { nothing, perhaps, value };

// Long options of sbatch(1) for the placement of a job with one process.
const std::map<string, SbatchTakes>& sbatch_options() {
  static const std::map<string, SbatchTakes> options = {
      {"--begin", SbatchTakes::value},        {"--comment", SbatchTakes::value},
      {"--core-spec", SbatchTakes::value},    {"--cpu-freq", SbatchTakes::value},
      {"--exclude", SbatchTakes::value},      {"--exclusive", SbatchTakes::perhaps},
      {"--gres", SbatchTakes::value},         {"--hint", SbatchTakes::value},
      {"--licenses", SbatchTakes::value},     {"--mail-type", SbatchTakes::value},
      {"--mail-user", SbatchTakes::value},    {"--mem-per-cpu", SbatchTakes::value},
      {"--mincpus", SbatchTakes::value},      {"--nice", SbatchTakes::perhaps},
      {"--nodelist", SbatchTakes::value},     {"--oversubscribe", SbatchTakes::nothing},
      {"--prefer", SbatchTakes::value},       {"--priority", SbatchTakes::value},
      {"--qos", SbatchTakes::value},          {"--reservation", SbatchTakes::value},
      {"--spread-job", SbatchTakes::nothing}, {"--switches", SbatchTakes::value},
      {"--thread-spec", SbatchTakes::value},  {"--time-min", SbatchTakes::value},
      {"--tmp", SbatchTakes::value},          {"--use-min-nodes", SbatchTakes::nothing},
      {"--wckey", SbatchTakes::value},
  };
  return options;
}

// Options that rpmworks sets for each job, and options that have their own key.
string why_not(const string& name) {
  for (const char* const key : {"partition", "memory", "time", "constraint", "account", "cpus"})
    if (name == string("--") + key) return fmt::format("has its own key: {}", key);
  if (name == "--mem") return "has its own key: memory";
  if (name == "--cpus-per-task") return "has its own key: cpus";
  for (const char* const own : {"--array",
                                "--chdir",
                                "--dependency",
                                "--error",
                                "--export",
                                "--export-file",
                                "--get-user-env",
                                "--hold",
                                "--input",
                                "--job-name",
                                "--kill-on-invalid-dep",
                                "--no-kill",
                                "--no-requeue",
                                "--nodes",
                                "--ntasks",
                                "--open-mode",
                                "--output",
                                "--parsable",
                                "--requeue",
                                "--test-only",
                                "--uid",
                                "--gid",
                                "--wait",
                                "--wrap"})
    if (name == own) return "is set by rpmworks";
  return "";
}

string checked_option(const Located<string>& option, const string& what) {
  const string name = option->substr(0, option->find('='));
  const auto wrong = [&](const string& why) {
    return Error(ExitCode::invalid, fmt::format("{}: {} {}", what, shown(*option), why)).at(option.where);
  };
  if (const string why = why_not(name); !why.empty()) throw wrong(why).hint("remove it");
  const auto known = sbatch_options().find(name);
  if (known == sbatch_options().end()) {
    std::vector<string> names;
    for (const auto& [each, takes] : sbatch_options()) names.push_back(each);
    throw wrong("is not an sbatch option that rpmworks supports")
        .hint(did_you_mean(name, names)
                  .value_or("write options as in sbatch(1), each as one word: --qos=NAME"));
  }
  const bool has_value = name.size() + 1 < option->size();
  if (known->second == SbatchTakes::value && !has_value)
    throw wrong("has no value").hint(fmt::format("write it as one word: \"{}=…\"", name));
  if (known->second == SbatchTakes::nothing && name.size() != option->size())
    throw wrong("takes no value").hint(fmt::format("write {}", name));
  return *option;
}

string word(const Located<string>& text, const string& what, const char* pattern, const string& hint) {
  if (Pattern(pattern).matches(*text)) return *text;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text))).at(text.where).hint(hint);
}

unsigned number(const Located<string>& text, const string& what, unsigned most) {
  unsigned value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, value);
  if (failure == std::errc{} && stop == end && value >= 1 && value <= most) return value;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text)))
      .at(text.where)
      .hint(fmt::format("write a number from 1 to {}", most));
}

}  // namespace

std::vector<string> slurm_keys() {
  return {"partition", "account", "constraint", "memory", "time", "cpus", "max-jobs", "options"};
}

Slurm read_slurm(const Fields& fields, Slurm base) {
  Slurm slurm = std::move(base);
  const auto take = [&](const char* key, string& value, const char* pattern, const string& hint) {
    if (const auto text = fields.text(key)) value = word(*text, fields.named(key), pattern, hint);
  };
  take("partition", slurm.partition, "[A-Za-z0-9][A-Za-z0-9._,-]*",
       "write the name of a partition, or several separated by commas");
  take("account", slurm.account, "[A-Za-z0-9][A-Za-z0-9._-]*", "write the name of an account");
  take("constraint", slurm.constraint, R"([A-Za-z0-9(\[][A-Za-z0-9._,&|*()\[\]-]*)",
       "write features of nodes as for sbatch: ssd&x86_64");
  take("memory", slurm.memory, "[1-9][0-9]*[KMGT]?", "write the memory of one build: 4G, or 4096 for MiB");
  take("time", slurm.time, "[0-9]+(:[0-9]+){0,2}|[0-9]+-[0-9]+(:[0-9]+){0,2}",
       "write the time limit of one build as for sbatch: 90 (minutes), 1:30:00 or 1-12 (days-hours)");
  if (const auto text = fields.text("cpus")) slurm.cpus = number(*text, fields.named("cpus"), k_most_cpus);
  if (const auto text = fields.text("max-jobs"))
    slurm.max_jobs = number(*text, fields.named("max-jobs"), k_most_jobs);
  if (fields.has("options")) {
    slurm.options.clear();
    for (const auto& option : fields.list("options"))
      slurm.options.push_back(checked_option(option, fields.named("options")));
  }
  return slurm;
}

}  // namespace rpmworks::config
