# What ./flagmeter logs does. Sourced by it.
# shellcheck shell=bash disable=SC2154 # services and state are the script's

show_logs() {
  local lines='' follow=() names=() name files=()
  while (($# > 0)); do
    case $1 in
      -f | --follow) follow=(-F) ;;
      -n | --lines)
        [[ ${2-} =~ ^[0-9]+$ ]] || die "$1 needs a number of lines." 2
        lines=$2
        shift
        ;;
      *)
        [[ " postgres valkey ${services[*]} build " == *" $1 "* ]] ||
          die "there is no log '$1'; see ./flagmeter logs --help." 2
        names+=("$1")
        ;;
    esac
    shift
  done
  : "${lines:=$((${#names[@]} == 1 ? 100 : 20))}"
  ((${#names[@]} > 0)) || names=(postgres valkey "${services[@]}")
  for name in "${names[@]}"; do
    [[ ! -e $state/logs/$name.log ]] || files+=("$state/logs/$name.log")
  done
  ((${#files[@]} > 0)) || die "no such log yet; ./flagmeter up writes it."
  exec tail -n "$lines" ${follow[@]+"${follow[@]}"} "${files[@]}"
}
