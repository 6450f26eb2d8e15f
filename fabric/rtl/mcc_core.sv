// The compute core: runs MCC networks forward and in training, event by event, with the bits of IntegerEngine. See README.md.
`include "mcc_assert.svh"

module mcc_core #(
    parameter int LANES = 64,             // weights per cycle: 8, 16, 32, 64, 128 or 256
    parameter int WEIGHT_WORDS = 20480,   // words of LANES weights on the chip
    parameter int MAX_CELLS = 1024,
    parameter int MAX_LAYERS = 8,
    parameter int MAX_INPUTS = 512,
    parameter int MAX_OUTPUTS = 128,
    parameter int MAX_UNIVERSAL = 512,
    parameter logic [mcc_contract_pkg::LAW_COUNT-1:0] LAWS = mcc_contract_pkg::LAWS_ALL,
    parameter int NETWORKS = 1,           // 2: another one in training, where the weights of both fit on the chip
    parameter MEMORY = "ultra"            // of the weights: "ultra" or "block"
) (
    input  logic         clk,
    input  logic         rst,

    input  logic         job_valid,
    output logic         job_ready,
    input  logic [3:0]   job_op,
    input  logic         job_slot,        // 0: the network in use, 1: the one in training
    input  logic [31:0]  job_first_row,   // of a piece of weights
    input  logic [15:0]  job_rows,        // 0: all that follow
    input  logic [31:0]  job_frames,
    input  logic [63:0]  job_image_addr,
    input  logic [63:0]  job_image_bytes,
    input  logic [63:0]  job_audio_addr,
    input  logic [63:0]  job_video_addr,
    input  logic [63:0]  job_target_addr,
    input  logic [63:0]  job_gain_addr,
    input  logic [63:0]  job_state_addr,
    input  logic [63:0]  job_state_bytes,
    input  logic [31:0]  job_audio_stride,
    input  logic [31:0]  job_video_stride,
    input  logic [31:0]  job_target_stride,
    input  logic [31:0]  job_gain_stride,
    input  logic [31:0]  job_seed,
    input  logic signed [15:0] job_penalty,
    input  logic [4:0]   job_rate_shift,
    input  logic [5:0]   job_update_threshold,    // of what training goes over; 0: all that is not zero
    input  logic [5:0]   job_backward_threshold,
    output logic         done_valid,
    output logic [7:0]   done_code,
    output logic         loaded,
    output logic         memory_weights,
    output logic         second_fits,
    output logic         second_loaded,
    input  logic         exchange,        // of the two networks' weights; while no job runs

    output logic [63:0]  wait_cycles,
    output logic [63:0]  events_input,
    output logic [63:0]  events_receptive,
    output logic [63:0]  events_context,
    output logic [63:0]  events_backward,
    output logic [63:0]  events_update,
    output logic [63:0]  rows_fetched,
    output logic [63:0]  saturations,
    output logic [63:0]  steps,
    output logic [31:0]  frames_done,
    output logic [511:0] active_cells,

    output logic         mrd_req_valid,
    input  logic         mrd_req_ready,
    output logic [63:0]  mrd_req_addr,
    output logic [15:0]  mrd_req_beats,
    input  logic         mrd_valid,
    output logic         mrd_ready,
    input  logic [127:0] mrd_data,
    input  logic         mrd_last,
    output logic         mwr_req_valid,
    input  logic         mwr_req_ready,
    output logic [63:0]  mwr_req_addr,
    output logic [15:0]  mwr_req_beats,
    output logic         mwr_valid,
    input  logic         mwr_ready,
    output logic [127:0] mwr_data,
    output logic [15:0]  mwr_strb,
    input  logic         mwr_idle
);
    localparam int WIDTH = LANES < 16 ? LANES : 16;
    localparam int GROUPS = LANES / WIDTH;
    localparam int G = $clog2(GROUPS);
    localparam int WIDEST = MAX_CELLS > MAX_OUTPUTS ? MAX_CELLS : MAX_OUTPUTS;
    localparam int GI = G > 0 ? G : 1;
    localparam int K = WIDEST <= 2 * LANES ? 1 : $clog2((WIDEST + LANES - 1) / LANES);
    localparam int CHUNKS = 1 << K;
    localparam int CELL_CHUNKS = (MAX_CELLS + LANES - 1) / LANES;
    localparam int CELL_WORDS = 2 * MAX_LAYERS * CELL_CHUNKS * WIDTH;
    localparam int STATE_WORDS = 4 * ((MAX_INPUTS + GROUPS - 1) / GROUPS) + 2 * ((MAX_UNIVERSAL + GROUPS - 1) / GROUPS)
            + 2 * CELL_WORDS;
    localparam int SOURCE_WORDS = NETWORKS * STATE_WORDS;
    localparam int KEPT_WORDS = 4 * MAX_LAYERS * CELL_CHUNKS;  // of sums that are kept, of one network in each lane
    localparam int KEPT = NETWORKS * KEPT_WORDS;
    localparam int SLOTS = 16;              // row buffers, with weights in memory
    localparam int WA = $clog2(WEIGHT_WORDS);
    localparam int SA = $clog2(SOURCE_WORDS);
    localparam int CA = $clog2(CELL_WORDS);
    localparam int UA = $clog2(MAX_UNIVERSAL);

    // Addresses of the source memory have 16 bits: such a build does not exist.
    generate
        if (SOURCE_WORDS > 65536) begin : g_too_large
            mcc_core_needs_fewer_cells_or_one_network too_large ();
        end
    endgenerate

    // The network.
    mcc_core_pkg::network_t network;
    mcc_core_pkg::geometry_t geometry;
    logic [63:0] loaded_address;

    logic slot, bank;                       // whose state and frames; where its weights are

    mcc_geometry #(.LANES(LANES), .STATE_WORDS(STATE_WORDS)) measures (.clk, .network, .slot, .geometry);

    logic matrix_write;
    logic [6:0] image_matrix, run_matrix, drain_matrix, error_matrix;
    mcc_core_pkg::matrix_t matrix_in, matrix_out;
    logic [3:0] drain_scale;
    logic [11:0] soma_rate, apical_rate, readout_rate;
    logic loading;

    mcc_matrices matrices (
            .clk, .write(matrix_write), .write_matrix(image_matrix), .write_data(matrix_in),
            .matrix(loading ? image_matrix : run_matrix), .data(matrix_out), .drain_matrix, .drain_scale,
            .soma_matrix(error_matrix), .soma_rate, .apical_rate,
            .readout_matrix({network.layers, 2'b00}), .readout_rate);

    // Jobs.
    logic accepted, running, load, read_weights, write_weights, second_begins, forget, image_done, state_clear, state_read, state_follow, state_write, state_done;
    logic [7:0] image_code;
    logic [31:0] state_bytes, step, step_data, step_key, frames;
    logic step_write, test, test_done, test_passed, frames_start, train, frame_start, frame_over, step_done;
    logic errors_cleared, parity, layer_done, universal_idle, writes_idle, gains_written, inputs_wait;
    logic [5:0] layers_done, error_sets;
    logic [6:0] passes_done;
    logic pass_valid, pass_ready, pass_taken, scan_idle, pass_write;
    logic [1:0] pass_tag;
    mcc_core_pkg::pass_t new_pass;

    // What a job needs for longer than its first cycle.
    logic [63:0] image_addr, audio_addr, video_addr, target_addr, gain_addr, state_addr;
    logic [63:0] image_bytes;
    logic [31:0] audio_stride, video_stride, target_stride, gain_stride;
    logic signed [15:0] penalty;
    logic [4:0] slower;
    logic [5:0] update_threshold, backward_threshold;
    logic frame_written;
    logic [31:0] first_row;
    logic [15:0] piece_rows;

    always_ff @(posedge clk) begin
        if (accepted) begin
            frames <= job_frames;
            image_addr <= job_image_addr;
            image_bytes <= job_image_bytes;
            audio_addr <= job_audio_addr;
            video_addr <= job_video_addr;
            target_addr <= job_target_addr;
            gain_addr <= job_gain_addr;
            state_addr <= job_state_addr;
            audio_stride <= job_audio_stride;
            video_stride <= job_video_stride;
            target_stride <= job_target_stride;
            gain_stride <= job_gain_stride;
            penalty <= job_penalty;
            slower <= job_rate_shift;
            update_threshold <= job_update_threshold;
            backward_threshold <= job_backward_threshold;
            first_row <= job_first_row;
            piece_rows <= job_rows;
        end else if (frame_written) gain_addr <= gain_addr + 64'(gain_stride);
        if (rst || image_done) loading <= 1'b0;
        else if (load || read_weights || write_weights) loading <= 1'b1;
    end

    assign gains_written = frames_done == frames;

    mcc_sequencer #(.WEIGHT_WORDS(WEIGHT_WORDS), .KEPT_WORDS(KEPT_WORDS)) sequencer (
            .clk, .rst, .network, .geometry, .job_slot, .exchange, .slot, .bank, .second_fits, .second_loaded, .second_begins, .loaded, .memory_weights, .image_address(loaded_address),
            .ready(errors_cleared), .job_valid, .job_ready, .job_op, .job_frames, .job_audio_stride, .job_video_stride,
            .job_target_stride,
            .job_gain_stride, .job_state_bytes, .job_seed, .job_rate_shift, .done_valid, .done_code, .accepted, .running,
            .load, .read_weights, .write_weights, .forget, .image_done, .image_code, .state_clear, .state_read, .state_follow, .state_write, .state_done,
            .state_bytes, .step_write, .step_data, .step, .test, .test_done, .test_passed,
            .frames_start, .train, .frame_start, .frame_over, .step_done, .parity, .layers_done, .layer_done,
            .universal_idle, .gains_written, .writes_idle, .passes_done,
            .matrix(run_matrix), .entry(matrix_out), .pass_valid, .pass_ready, .pass_taken, .scan_idle, .pass_tag,
            .pass(new_pass), .pass_write, .step_key);

    // Passes that are under way, by their tag.
    localparam int PASS_BITS = $bits(new_pass);
    logic [PASS_BITS-1:0] passes [0:3];
    // verilator lint_off UNUSEDSIGNAL
    mcc_core_pkg::pass_t found_pass, fetch_pass, row_pass;
    // verilator lint_on UNUSEDSIGNAL
    mcc_core_pkg::event_t found, keyed, queued, row;

    always_ff @(posedge clk) if (pass_write) passes[pass_tag] <= new_pass;
    assign found_pass = passes[found.tag];
    assign fetch_pass = passes[queued.tag];
    assign row_pass = passes[row.tag];

    // Events: runs of rows, scanner, keys, queue.
    logic segment_valid, segment_ready;
    mcc_core_pkg::segment_t segment;
    logic scan, look, universal_look, state_look, event_valid, event_ready, event_taken;
    logic [SA-1:0] scan_address, universal_look_address, state_look_address;
    logic [8*GROUPS-1:0] scan_data, look_data, held_data;
    logic [9*GROUPS-1:0] change_data;
    logic scan_changes, audio_ready, video_ready, target_ready;
    logic [12:0] audio_words, video_words;

    mcc_segments segments (
            .clk, .rst, .network, .geometry, .pass_valid, .pass_ready, .pass_train(new_pass.train), .pass_changes(new_pass.resumes && !new_pass.train),
            .pass_matrix(new_pass.matrix),
            .pass_tag, .parity, .layers_done, .segment_valid, .segment_ready, .segment);

    mcc_scanner #(.LANES(LANES), .WORDS(SOURCE_WORDS)) scanner (
            .clk, .rst, .segment_valid, .segment_ready, .segment, .update_threshold, .backward_threshold, .audio_ready, .video_ready, .audio_words, .video_words,
            .waiting(inputs_wait), .idle(scan_idle), .scan, .scan_address, .scan_changes,
            .scan_data, .change_data,
            .event_valid, .event_ready, .found);

    localparam int QUEUE = 32;
    localparam int EVENT_BITS = $bits(found);
    logic [5:0] events_under_way;       // between scanner and lanes: as many as the queue holds at most
    logic keyed_valid, queued_valid, queued_ready;
    logic [31:0] keyed_key, keyed_word, queued_key, queued_word;
    logic [24:0] keyed_beat, queued_beat;
    logic [EVENT_BITS-1:0] queued_bits;

    assign event_ready = events_under_way != 6'(QUEUE);
    assign event_taken = event_valid && event_ready;
    assign queued = queued_bits;

    always_ff @(posedge clk)
        if (rst) events_under_way <= '0;
        else events_under_way <= events_under_way + 6'(event_taken) - 6'(queued_valid && queued_ready);

    mcc_keys keys (
            .clk, .rst, .in_valid(event_taken), .in_event(found), .pass(found_pass), .step_key,
            .out_valid(keyed_valid), .out_event(keyed), .out_key(keyed_key), .out_word(keyed_word), .out_beat(keyed_beat));

    mcc_fifo #(.WIDTH(EVENT_BITS + 32 + 32 + 25), .DEPTH(QUEUE), .NEVER_FULL(1)) queue (
            .clk, .rst, .push_valid(keyed_valid), .push_ready(), .push_data({keyed, keyed_key, keyed_word, keyed_beat}),
            .pop_valid(queued_valid), .pop_ready(queued_ready),
            .pop_data({queued_bits, queued_key, queued_word, queued_beat}), .count());

    // Rows: fetched if need be, then issued word by word.
    logic fetch_valid, reader_ready, row_valid, row_ready, row_done, slot_free, row_taken, fetch_wait;
    logic [63:0] fetch_address, row_address;
    logic [WA-1:0] fetch_word, row_word;
    logic [31:0] row_key;

    mcc_fetch #(.WEIGHT_WORDS(WEIGHT_WORDS), .CHUNKS(CHUNKS), .SLOTS(SLOTS)) fetch (
            .clk, .rst, .memory_weights, .in_valid(queued_valid), .in_ready(queued_ready), .in_event(queued),
            .in_key(queued_key),
            .in_word(queued_word), .in_beat(queued_beat), .in_address(fetch_pass.address),
            .request_valid(fetch_valid), .request_ready(reader_ready), .request_address(fetch_address),
            .request_word(fetch_word),
            .row_done, .slot_free, .waiting_for_row(fetch_wait),
            .out_valid(row_valid), .out_ready(row_ready), .out_event(row), .out_key(row_key), .out_word(row_word),
            .out_address(row_address));

    logic bank_drained;
    mcc_core_pkg::beat_t beat;
    mcc_core_pkg::backward_t backward;

    mcc_issue #(.LANES(LANES), .WEIGHT_WORDS(WEIGHT_WORDS)) issue (
            .clk, .rst, .row_valid, .row_ready, .row, .pass(row_pass), .row_key, .row_word, .bank_drained, .error_sets,
            .row_taken, .pass_taken, .beat, .backward);

    // Lanes.
    logic word_read, self_test_write, test_read, writer_read, updating;
    logic [WA-1:0] word_address, writer_address, test_address;
    logic [16*LANES-1:0] word_data;
    logic [GROUPS-1:0] part_write, row_write;
    mcc_core_pkg::part_t part, row_part, test_part;
    logic [37*GROUPS-1:0] dots;
    logic [5*GROUPS-1:0] saturated;
    logic [GROUPS-1:0] drain_valid, drain_inside, arrive_valid, readout_write;
    mcc_core_pkg::drain_t drain;
    mcc_core_pkg::output_t first_result;
    localparam int RESULT_BITS = $bits(first_result);
    // verilator lint_off UNUSEDSIGNAL
    logic [RESULT_BITS-1:0] results [0:GROUPS-1];  // the same in all groups
    // verilator lint_on UNUSEDSIGNAL
    logic signed [15:0] sums [0:GROUPS-1];
    logic [8*GROUPS-1:0] outs;
    logic memory_write;
    logic [CA-1:0] memory_cell;
    logic [16*GROUPS-1:0] memory_data, memory_values;
    mcc_core_pkg::arrival_t arrival;
    mcc_core_pkg::error_request_t error_request;
    mcc_core_pkg::error_terms_t error_terms;
    mcc_core_pkg::readout_error_t readout_error;
    mcc_core_pkg::table_entry_t table_entry;
    logic gain_table_write, sigmoid_write, testing;
    logic [2:0] shift_readout;

    assign error_terms.penalty = penalty;
    assign error_terms.shift_soma = mcc_core_pkg::error_shift(mcc_core_pkg::update_shift(soma_rate[11:8], soma_rate[7:0], slower));
    assign error_terms.shift_apical = mcc_core_pkg::error_shift(mcc_core_pkg::update_shift(apical_rate[11:8], apical_rate[7:0], slower));
    assign shift_readout = mcc_core_pkg::error_shift(mcc_core_pkg::update_shift(readout_rate[11:8], readout_rate[7:0],
    slower));
    assign word_read = writer_read || test_read;
    assign word_address = testing ? test_address : writer_address;
    assign part_write = self_test_write ? '1 : row_write;
    assign part = testing ? test_part : row_part;
    assign first_result = results[0];

    // A layer's outputs can be read two cycles after they were written.
    logic [1:0] layer_written;

    always_ff @(posedge clk) layer_written <= rst ? '0 : {layer_written[0], first_result.valid && first_result.last};
    assign layer_done = layer_written[1];

    genvar g;
    generate
        for (g = 0; g < GROUPS; g = g + 1) begin : g_group
            mcc_group #(
                    .LANES(LANES), .CHUNKS(CHUNKS), .WEIGHT_WORDS(WEIGHT_WORDS), .CELL_WORDS(CELL_WORDS),
                    .NETWORKS(NETWORKS), .KEPT(KEPT), .MEMORY(MEMORY)) group (
                    .clk, .rst, .index(4'(g)), .law(network.law), .slot,
                    .beat, .dot(dots[37*g +: 37]), .saturations(saturated[5*g +: 5]),
                    .word_read, .word_address, .word_data(word_data[16*WIDTH*g +: 16*WIDTH]), .part_write(part_write[g]), .part,
                    .drain_valid(drain_valid[g]), .drain_inside(drain_inside[g]), .drain, .sum(sums[g]), .result(results[g]),
                    .out(outs[8*g +: 8]),
                    .memory_write, .memory_cell, .memory_data(memory_data[16*g +: 16]), .memory_value(memory_values[16*g +: 16]),
                    .arrive_valid(arrive_valid[g]), .arrival, .request(error_request), .error_terms,
                    .readout_write(readout_write[g]), .readout_error, .table_write(gain_table_write), .table_entry);
        end
    endgenerate

    // Groups drain in step: what is said of an output is said of one in every group.
    generate
        for (g = 1; g < GROUPS; g = g + 1) begin : g_same
            `MCC_ASSERT(!first_result.valid || results[g] == results[0])
        end
    endgenerate

    logic forward_done, train_done;

    mcc_dot #(.LANES(LANES), .CHUNKS(CHUNKS)) dot (
            .clk, .rst, .beat_valid(beat.valid), .beat_train(beat.train), .backward, .dots, .forward_done, .train_done, .updating,
            .arrive_valid, .arrival);

    // From sums to outputs and gains.
    logic readout_ready, sum_valid, sum_first, sum_last, errors_done;
    // verilator lint_off UNUSEDSIGNAL
    logic [G:0] sum_group;  // one bit more than an index needs, so that there is one where there is one group
    // verilator lint_on UNUSEDSIGNAL
    logic target_write, target_half;
    logic [5:0] target_beat;
    logic gains_valid, gains_ready, gain_valid, gain_ready;
    logic [127:0] gain_data;
    logic [15:0] gain_beats;

    mcc_drain #(.LANES(LANES), .CHUNKS(CHUNKS), .CELL_WORDS(CELL_WORDS)) drainer (
            .clk, .rst, .network, .geometry, .parity, .forward_done, .readout_ready(readout_ready && (!train || target_ready)), .bank_drained,
            .matrix(drain_matrix), .scale(drain_scale), .drain_valid, .drain_inside, .drain, .sum_valid, .sum_first, .sum_last,
            .sum_group);

    assign gain_beats = (16'(network.outputs) + 16'd7) >> 3;

    mcc_readout #(.LANES(LANES)) readout (
            .clk, .rst, .table_write(sigmoid_write), .table_entry,
            .clear_errors(frame_start && train), .chunks(geometry.output_chunks), .train, .error_shift(shift_readout),
            .ready(readout_ready), .sum_valid, .sum_first, .sum_last, .sum(sums[sum_group[GI-1:0]]),
            .target_write, .target_half, .target_beat, .target_data(mrd_data), .half(parity),
            .error_write(readout_write), .error(readout_error),
            .errors_done,
            .beats(6'(gain_beats - 16'd1)), .frame_valid(gains_valid), .frame_ready(gains_ready), .gain_valid, .gain_ready,
            .gain_data);

    assign frame_written = gains_valid && gains_ready;

    mcc_errors #(.LANES(LANES), .CHUNKS(CHUNKS), .CELL_WORDS(CELL_WORDS)) errors (
            .clk, .rst, .geometry, .layers(network.layers), .start(frame_start), .readout_done(errors_done), .train_done,
            .sets(error_sets), .passes(passes_done), .cleared(errors_cleared), .matrix(error_matrix),
            .request(error_request));

    // The source memory: outputs first, they cannot wait; then universal events, inputs, state.
    logic universal_valid, universal_taken, input_valid, input_taken, state_valid, state_taken;
    logic [15:0] universal_address, input_address, state_address, outputs_before;
    logic state_is, state_sent, state_plain, source_is, source_sent, source_plain, source_signed, state_look_held;
    logic [GROUPS-1:0] universal_mask, state_mask, source_write;
    logic [7:0] universal_value;
    logic [8*GROUPS-1:0] input_data, state_words, source_data;
    // verilator lint_off UNUSEDSIGNAL
    logic [15:0] source_address, source_before, universal_before, input_before, state_before;  // of the largest build
    // verilator lint_on UNUSEDSIGNAL

    assign universal_taken = !first_result.valid;
    assign input_taken = !first_result.valid && !universal_valid;
    assign state_taken = !first_result.valid && !universal_valid && !input_valid;

    always_comb begin
        source_write = '0;
        source_address = state_address;
        source_before = state_before;
        source_data = state_words;
        source_is = 1'b0;
        source_sent = 1'b1;
        source_plain = 1'b0;
        source_signed = 1'b0;
        if (first_result.valid) begin
            source_write = '1;
            source_address = first_result.target;
            source_before = outputs_before;
            source_data = outs;
            source_is = 1'b1;
        end else if (universal_valid) begin
            source_write = universal_mask;
            source_address = universal_address;
            source_before = universal_before;
            source_data = {GROUPS{universal_value}};
        end else if (input_valid) begin
            source_write = '1;
            source_address = input_address;
            source_before = input_before;
            source_data = input_data;
            source_signed = 1'b1;
        end else if (state_valid) begin
            source_write = state_mask;
            source_is = state_is;
            source_sent = state_sent;
            source_plain = state_plain;
        end
    end

    assign outputs_before = parity ? first_result.target - 16'(geometry.cell_words) : first_result.target + 16'(geometry.cell_words);
    assign look = universal_look || state_look;

    mcc_source #(.GROUPS(GROUPS), .WORDS(SOURCE_WORDS)) source (
            .clk, .rst, .threshold(network.threshold), .write(source_write), .write_is(source_is), .write_sent(source_sent),
            .write_plain(source_plain), .write_signed(source_signed), .write_address(SA'(source_address)),
            .write_before(SA'(source_before)), .write_data(source_data), .scan, .scan_changes, .scan_address, .scan_data,
            .change_data, .look, .look_address(universal_look ? universal_look_address : state_look_address), .look_data,
            .look_held(state_look_held), .look_held_address(state_look_address), .held_data);

    logic u_write;
    logic [UA-1:0] u_address;
    logic [15:0] u_data, u_value;

    mcc_universal #(
            .LANES(LANES), .SOURCE_WORDS(SOURCE_WORDS), .LENGTH(MAX_UNIVERSAL), .NETWORKS(NETWORKS)) universal (
            .clk, .rst, .network, .geometry, .slot, .start(frame_start), .parity, .layers_done, .idle(universal_idle),
            .look(universal_look), .look_address(universal_look_address), .look_data,
            .event_valid(universal_valid), .event_ready(universal_taken), .event_address(universal_address),
            .event_before(universal_before),
            .event_mask(universal_mask), .event_value(universal_value), .u_write, .u_address, .u_data, .u_value);

    // What reads and writes memory. Read: inputs 0, image and state 1, rows 2. Write: gains 0, state 1, rows 2.
    logic [2:0] read_valid, read_ready, data_valid, data_ready, write_valid, write_ready, beat_given, beat_taken;
    logic [63:0] input_request, image_request, row_request, row_out_address, state_request;
    logic [15:0] input_beats, image_beats, row_beats, state_beats, state_offset, row_out_beats;
    logic image_valid, state_read_request, state_write_request, image_ready, state_data_ready;
    logic [127:0] state_beat, row_out_data;
    logic writing;

    mcc_inputs #(.LANES(LANES)) inputs (
            .clk, .rst, .network, .geometry, .start(frames_start), .train, .frames, .parity,
            .audio_address(audio_addr), .video_address(video_addr), .target_address(target_addr), .audio_stride,
            .video_stride,
            .target_stride, .frame_taken(frame_start), .frame_over, .audio_ready, .video_ready, .target_ready, .audio_words, .video_words,
            .request_valid(read_valid[0]), .request_ready(read_ready[0]), .request_address(input_request),
            .request_beats(input_beats), .data_valid(data_valid[0]), .data_ready(data_ready[0]), .data(mrd_data),
            .data_last(mrd_last), .word_valid(input_valid), .word_ready(input_taken), .word_address(input_address), .word_before(input_before),
            .word_data(input_data), .target_write, .target_half, .target_beat);

    logic image_row_valid, image_row_out, writer_ready, writer_idle, row_read, back_valid, back_idle, read_in_valid;
    logic [63:0] image_row_address, back_address;
    logic [8:0] image_row_beats, back_beats;
    logic [WA-1:0] image_row_word, back_word;

    mcc_image #(
            .LANES(LANES), .WEIGHT_WORDS(WEIGHT_WORDS), .MAX_CELLS(MAX_CELLS), .MAX_LAYERS(MAX_LAYERS),
            .MAX_INPUTS(MAX_INPUTS),
            .MAX_OUTPUTS(MAX_OUTPUTS), .MAX_UNIVERSAL(MAX_UNIVERSAL), .LAWS(LAWS), .NETWORKS(NETWORKS), .KEPT_WORDS(KEPT_WORDS)) image (
            .clk, .rst, .load, .read_weights, .write_weights, .first_row, .piece_rows, .slot, .exchange, .bank, .second_fits,
            .second_loaded, .second_begins, .forget, .image_address(image_addr), .image_bytes, .done(image_done),
            .code(image_code), .loaded, .memory_weights, .loaded_address, .network,
            .matrix_write, .matrix(image_matrix), .matrix_in, .matrix_out,
            .gain_write(gain_table_write), .sigmoid_write, .table_entry,
            .row_in_valid(image_row_valid), .row_in_ready(reader_ready && loading), .row_in_done(row_done),
            .row_out_valid(image_row_out), .row_out_ready(writer_ready), .rows_out_idle(writer_idle),
            .row_address(image_row_address), .row_beats(image_row_beats), .row_word(image_row_word),
            .request_valid(image_valid), .request_ready(read_ready[1] && loading), .request_address(image_request),
            .request_beats(image_beats), .data_valid(data_valid[1] && loading), .data_ready(image_ready), .data(mrd_data),
            .data_last(mrd_last));

    mcc_state #(.LANES(LANES), .SOURCE_WORDS(SOURCE_WORDS), .LENGTH(MAX_UNIVERSAL), .CELL_WORDS(CELL_WORDS)) saved (
            .clk, .rst, .network, .geometry, .clear(state_clear), .read(state_read), .follow(state_follow), .write(state_write),
            .parity, .audio_ready, .video_ready, .layers_done, .universal_idle, .frame_done(step_done), .done(state_done), .bytes(state_bytes), .step, .step_write, .step_data,
            .word_valid(state_valid), .word_ready(state_taken), .word_mask(state_mask), .word_address(state_address),
            .word_before(state_before), .word_data(state_words), .word_is(state_is), .word_sent(state_sent),
            .word_plain(state_plain), .look(state_look), .look_address(state_look_address), .look_data,
            .look_free(!universal_look), .look_held(state_look_held), .held_data,
            .held_free(!first_result.valid && !universal_valid && !input_valid),
            .u_write, .u_address, .u_data, .u_value, .memory_write, .memory_cell, .memory_data, .memory_values,
            .memory_free(!first_result.recalls),
            .read_request(state_read_request), .read_request_ready(read_ready[1] && !loading),
            .write_request(state_write_request),
            .write_request_ready(write_ready[1]), .request_offset(state_offset), .request_beats(state_beats), .data_valid(data_valid[1] && !loading),
            .data_ready(state_data_ready), .data(mrd_data), .beat_valid(beat_given[1]), .beat_ready(beat_taken[1]),
            .beat(state_beat));

    assign read_in_valid = loading ? image_row_valid : fetch_valid;

    mcc_row_reader #(.LANES(LANES), .WEIGHT_WORDS(WEIGHT_WORDS)) row_reader (
            .clk, .rst, .row_valid(read_in_valid), .row_ready(reader_ready),
            .row_address(loading ? image_row_address : fetch_address),
            .row_beats(loading ? image_row_beats : fetch_pass.beats),
            .row_word(loading ? image_row_word : fetch_word), .row_done,
            .request_valid(read_valid[2]), .request_ready(read_ready[2]), .request_address(row_request),
            .request_beats(row_beats),
            .data_valid(data_valid[2]), .data_ready(data_ready[2]), .data(mrd_data), .data_last(mrd_last), .hold(updating),
            .part_write(row_write), .part(row_part));

    mcc_write_back #(.WEIGHT_WORDS(WEIGHT_WORDS), .SLOTS(SLOTS)) write_back (
            .clk, .rst, .memory_weights, .row_taken, .row_train(row.train), .row_address, .row_beats(row_pass.beats),
            .row_word,
            .out_valid(back_valid), .out_ready(writer_ready && !loading), .out_address(back_address), .out_beats(back_beats),
            .out_word(back_word), .row_read, .slot_free, .idle(back_idle));

    mcc_row_writer #(.LANES(LANES), .WEIGHT_WORDS(WEIGHT_WORDS)) row_writer (
            .clk, .rst, .row_valid(loading ? image_row_out : back_valid), .row_ready(writer_ready),
            .row_address(loading ? image_row_address : back_address), .row_beats(loading ? image_row_beats : back_beats),
            .row_word(loading ? image_row_word : back_word), .row_read, .idle(writer_idle), .busy(beat.valid),
            .word_read(writer_read), .word_address(writer_address), .word_data,
            .request_valid(write_valid[2]), .request_ready(write_ready[2]), .request_address(row_out_address),
            .request_beats(row_out_beats), .data_valid(beat_given[2]), .data_ready(beat_taken[2]), .data(row_out_data));

    assign state_request = state_addr + {44'd0, state_offset, 4'd0};
    assign read_valid[1] = image_valid || state_read_request;
    assign data_ready[1] = loading ? image_ready : state_data_ready;
    assign write_valid[0] = gains_valid;
    assign gains_ready = write_ready[0];
    assign write_valid[1] = state_write_request;
    assign beat_given[0] = gain_valid;
    assign gain_ready = beat_taken[0];
    assign writes_idle = !writing && mwr_idle && writer_idle && back_idle && !gains_valid;

    mcc_memory_port port (
            .clk, .rst, .read_valid, .read_ready,
            .read_address({row_request, loading ? image_request : state_request, input_request}),
            .read_beats({row_beats, loading ? image_beats : state_beats, input_beats}), .data_valid, .data_ready,
            .write_valid, .write_ready, .write_address({row_out_address, state_request, gain_addr}),
            .write_beats({row_out_beats, state_beats, gain_beats}), .beat_valid(beat_given), .beat_ready(beat_taken),
            .beat_data({row_out_data, state_beat, gain_data}), .writing,
            .mrd_req_valid, .mrd_req_ready, .mrd_req_addr, .mrd_req_beats, .mrd_valid, .mrd_ready, .mrd_last,
            .mwr_req_valid, .mwr_req_ready, .mwr_req_addr, .mwr_req_beats, .mwr_valid, .mwr_ready, .mwr_data, .mwr_strb);

    mcc_self_test #(.LANES(LANES), .WEIGHT_WORDS(WEIGHT_WORDS)) self_test (
            .clk, .rst, .start(test), .active(testing), .done(test_done), .passed(test_passed), .part_write(self_test_write),
            .part(test_part), .word_read(test_read), .address(test_address), .word_data);

    mcc_counters #(.GROUPS(GROUPS)) counters (
            .clk, .rst, .start(accepted), .running, .waiting(inputs_wait || fetch_wait), .event_taken, .found,
            .row_fetched(row_done && !loading), .saturated, .step_done, .frame_written, .outputs_valid(first_result.valid),
            .outputs_last(first_result.last),
            .outputs(outs), .place(layers_done), .wait_cycles, .events_input, .events_receptive, .events_context,
            .events_backward, .events_update, .rows_fetched, .saturations, .steps, .frames_done, .active_cells);
endmodule
