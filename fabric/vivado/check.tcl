# Runs build.tcl without Vivado: every command of Vivado's is a stub that takes notes, and the notes are checked. So syntax, the
# order of steps, names of nets and the addresses that the device tree repeats are known to be right; that Vivado accepts the
# commands is not.
#
#   tclsh fabric/vivado/check.tcl

set here [file dirname [file normalize [info script]]]
set failures 0

proc expect {what condition} {
    if {![uplevel 1 [list expr $condition]]} {
        puts "  failed: $what"
        incr ::failures
    }
}

# One run of build.tcl in an interpreter of its own. Returns {exit-code notes text}.
proc run {board out slack} {
    set vivado [interp create]
    $vivado eval [list set argv [list $board $out]]
    $vivado eval [list set slack $slack]
    $vivado eval {
        set notes {}
        set wires {}
        proc note {args} { lappend ::notes $args }
        # What Vivado adds to Tcl.
        foreach command {create_project current_project read_verilog read_xdc create_bd_design apply_bd_automation
                set_property connect_bd_net connect_bd_intf_net assign_bd_address validate_bd_design save_bd_design
                generate_target make_wrapper synth_design opt_design place_design phys_opt_design route_design
                write_checkpoint report_utilization report_timing_summary report_power report_cdc report_drc} {
            proc $command {args} "note $command {*}\$args; return $command"
        }
        proc create_bd_cell {args} { note create_bd_cell {*}$args; return /[lindex $args end] }
        foreach command {get_bd_pins get_bd_intf_pins get_bd_addr_spaces get_bd_addr_segs get_files} {
            proc $command {name} { return $name }
        }
        proc get_timing_paths {kind} { return $kind }
        proc get_property {name of} { return $::slack }
        proc write_bitstream {force path} { note write_bitstream $path; close [open $path w] }
        rename exec tcl_exec
        proc exec {program args} {
            note exec $program {*}$args
            if {$program eq "git"} { return 1234abcd }
            if {$program eq "bootgen"} { close [open [file rootname [lindex $args 1]].bit.bin w] }
        }
        rename exit tcl_exit
        proc exit {{code 0}} { return -code error -errorcode [list EXIT $code] "exit $code" }
        # What the script says is kept.
        set said {}
        rename puts tcl_puts
        proc puts {args} {
            if {[llength $args] == 1} { append ::said [lindex $args 0]\n; return }
            if {[lindex $args 0] eq "stderr"} { append ::said [lindex $args 1]\n; return }
            tcl_puts {*}$args
        }
    }
    set code 0
    if {[catch {$vivado eval [list source [file join $::here build.tcl]]} message options]} {
        set reason [dict get $options -errorcode]
        if {[lindex $reason 0] eq "EXIT"} { set code [lindex $reason 1] } else { set code -1 }
        $vivado eval [list append said $message\n]
    }
    set result [list $code [$vivado eval {set notes}] [$vivado eval {set said}]]
    interp delete $vivado
    return $result
}

proc positions {notes names} {
    set found {}
    foreach name $names { lappend found [lsearch -index 0 $notes $name] }
    return $found
}

set overlay [read [set file [open [file join $here mcc.dtso]]]]
close $file

foreach path [lsort [glob -directory [file join $here boards] *.tcl]] {
    set board [file rootname [file tail $path]]
    set out [file join [expr {[info exists ::env(TMPDIR)] ? $::env(TMPDIR) : "/tmp"}] mcc-vivado-check-[pid]]
    file mkdir $out
    puts "board $board"
    lassign [run $board $out 0.05] code notes said
    expect "ends well: $said" {$code == 0}

    # Steps in the order in which they build on each other.
    set order [positions $notes {create_project read_verilog create_bd_design validate_bd_design make_wrapper synth_design
        opt_design place_design route_design report_timing_summary write_bitstream}]
    expect "all steps, in their order: $order" {-1 ni $order && $order eq [lsort -integer $order]}

    # The contract's package comes before what uses it, each file once, and none is missing.
    set sources [lindex [lsearch -inline -index 0 $notes read_verilog] 2]
    expect "packages first" {[file tail [lindex $sources 0]] eq "mcc_contract_pkg.sv"}
    expect "each file once" {[llength $sources] == [llength [lsort -unique $sources]]}

    # Each pin has one driver: no clock, reset or interface is connected twice or left out.
    set pins {}
    foreach note [concat [lsearch -all -inline -index 0 $notes connect_bd_net]  [lsearch -all -inline -index 0 $notes connect_bd_intf_net]] {
        lappend pins [lindex $note 2]
    }
    expect "no pin is driven twice" {[llength $pins] == [llength [lsort -unique $pins]]}
    foreach pin {mcc/aclk mcc/aresetn mcc/s_axi ps/S_AXI_HP0_FPD ps/saxihp0_fpd_aclk ps/maxihpm0_fpd_aclk ps/pl_ps_irq0} {
        expect "$pin is connected" {$pin in $pins}
    }

    # Every parameter that is set is one of the module.
    set wrapper [read [set file [open [file join $here mcc_board.v]]]]
    close $file
    foreach note [lsearch -all -inline -index 0 $notes set_property] {
        if {[lindex $note 1] ne "-dict" || [lindex $note 3] ne "/mcc"} continue
        foreach {name value} [lindex $note 2] {
            expect "mcc_board has a parameter $name" {[regexp "parameter [string range $name 7 end] " $wrapper]}
        }
    }

    # The device tree speaks of the same addresses, clock and file.
    source $path
    set at [lindex [lsearch -inline -index 0 $notes assign_bd_address] 2]
    expect "the overlay has the registers' address" {[string match "*mcc@[string tolower [string range $at 2 end]] *" $overlay]}
    expect "the overlay has the clock" {[string match "*assigned-clock-rates = <[expr {$clock_mhz * 1000000}]>*" $overlay]}
    expect "the overlay is compiled" {[lsearch $notes {exec dtc *mcc.dtso}] >= 0}

    # A design that is too slow gives no bitstream.
    lassign [run $board $out -0.1] code notes said
    expect "missed timing is an error" {$code == 1 && [lsearch -index 0 $notes write_bitstream] < 0}
    file delete -force $out
}

lassign [run nosuchboard /tmp 0] code notes said
expect "an unknown board is refused" {$code == 2}
puts [expr {$failures == 0 ? "ok" : "$failures failed"}]
exit [expr {$failures != 0}]
