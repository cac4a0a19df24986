# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Completion of pagestream for bash.  Commands, options and words are asked of
# the program itself, so that this file knows none of them.

# _pagestream_words PROGRAM OPTION: the words that an option takes, if it is about a list
_pagestream_words()
{
	local lists name=${2#--} list

	lists=" $("$1" list 2>/dev/null | cut -f1 | tr '\n' ' ') "
	for list in "$name" "${name}s" "${name%y}ies"; do
		case $lists in
		*" $list "*)
			"$1" list "$list" 2>/dev/null | cut -f1 | sort -u
			return
			;;
		esac
	done
}

# _pagestream_reply WORD CHOICE...: what begins like the word; of "a,b" the b is completed
_pagestream_reply()
{
	local head='' word=$1

	shift
	case $word in
	*,*)
		head=${word%,*},
		word=${word##*,}
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -P "$head" -W "$*" -- "$word")
}

_pagestream()
{
	local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]-} words
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	# "--copy=mov" comes as three words.
	case $word,$before in
	=,*) word='' ;;
	*,=) before=${COMP_WORDS[COMP_CWORD - 2]} ;;
	esac

	case $COMP_CWORD,$command in
	1,*) words=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z]\{1,\}\)  *[^ -].*/\1/p' | grep -v '^pagestream$') ;;
	2,list) words=$("$program" list 2>/dev/null | cut -f1) ;;
	2,report) words=$("$program" list reports 2>/dev/null | cut -f1) ;;
	*) words= ;;
	esac
	case $before in
	--*) words=$(_pagestream_words "$program" "$before") ;;
	esac
	case $word in
	-*) words=$("$program" "$command" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*') ;;
	esac
	if [ "$words" ]; then
		_pagestream_reply "$word" "$words"
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		compopt -o filenames 2>/dev/null
	fi
}

complete -F _pagestream pagestream
