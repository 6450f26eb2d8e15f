// Sixteen lanes (eight in the smallest build) with all that belongs to their cells: weights, accumulators, errors, one
// requantiser and law unit, derivatives, and the errors that arrived. Groups are identical; lane j of group g serves columns
// chunk x LANES + 16 g + j. `index` is a constant of the instance.
module mcc_group #(
    parameter int LANES = 64,             // of the whole core
    parameter int CHUNKS = 16,            // words of the longest row, a power of two, at least 2
    parameter int WEIGHT_WORDS = 4096,
    parameter int CELL_WORDS = 1024,      // cells of all layers and streams in this group
    parameter int NETWORKS = 1,           // that have a state here
    parameter int KEPT = 512,             // sums that are kept in each lane
    parameter MEMORY = "ultra",
    localparam int WIDTH = LANES < 16 ? LANES : 16,
    localparam int J = $clog2(WIDTH),
    localparam int K = $clog2(CHUNKS),
    localparam int SLOT = K + 1,
    localparam int WA = $clog2(WEIGHT_WORDS),
    localparam int CA = $clog2(CELL_WORDS),
    localparam int CM = CA + NETWORKS - 1,
    localparam int KA = $clog2(KEPT),
    localparam int HALVES = WIDTH / 8     // 128-bit parts of this group's share of a word
) (
    input  logic                clk,
    input  logic                rst,
    input  logic [3:0]          index,
    input  logic [3:0]          law,
    input  logic                slot,          // whose cells: of the network in use or in training

    // One beat: a word of weights for one event.
    input  logic                beat_valid,
    input  logic                beat_train,
    input  logic                beat_apical,
    input  logic                beat_first,
    input  logic                beat_last,     // row of the pass
    input  logic                beat_keeps,    // the sums are kept
    input  logic                beat_resumes,  // and go on from those that were
    input  logic [KA-1:0]       beat_kept,
    input  logic [SLOT-1:0]     beat_slot,     // bank or stream, and chunk
    input  logic [WA-1:0]       beat_address,
    input  logic signed [8:0]   beat_event,
    input  logic signed [26:0]  beat_scaled,
    input  logic [15:0]         beat_draw,     // a + constant x first column of the word
    input  logic [15:0]         beat_key_a,
    input  logic [15:0]         beat_key_b,
    output logic [36:0]         dot,           // sum of weight x error, six cycles after the beat
    output logic [4:0]          saturations,   // of the beat nine cycles ago

    // Weights from and to memory; a read takes the place of a beat.
    input  logic                word_read,
    input  logic [WA-1:0]       word_address,
    output logic [128*HALVES-1:0] word_data,   // two cycles later
    input  logic                part_write,
    input  logic                part_half,
    input  logic [WA-1:0]       part_address,
    input  logic [127:0]        part_data,

    // Draining one lane of one word of accumulators.
    input  logic                drain_valid,
    input  logic                drain_law,     // the apical sum: the cell's output follows
    input  logic                drain_last,
    input  logic                drain_inside,  // the chunk holds cells of this group
    input  logic [SLOT-1:0]     drain_slot,
    input  logic [J-1:0]        drain_lane,
    input  logic [K-1:0]        drain_chunk,
    input  logic [3:0]          drain_shift,
    input  logic [CA-1:0]       drain_cell,
    input  logic [15:0]         drain_target,  // where the output goes in the source memory
    output logic signed [15:0]  sum,           // three cycles later
    output logic                out_valid,
    output logic                out_last,
    output logic [15:0]         out_target,
    output logic [7:0]          out,

    // What cells remember, for transfers of the state while no frame runs.
    input  logic                memory_write,
    input  logic [CA-1:0]       memory_cell,
    input  logic [15:0]         memory_data,
    output logic [15:0]         memory_value,  // one cycle after memory_cell

    // Errors that arrive at cells, one per row.
    input  logic                arrive_valid,
    input  logic                arrive_parity,
    input  logic                arrive_stream,
    input  logic [K+J-1:0]      arrive_cell,
    input  logic signed [31:0]  arrive_value,

    // Turning them into errors by R and C.
    input  logic                error_valid,
    input  logic                error_parity,
    input  logic                error_stream,
    input  logic [K+J-1:0]      error_index,   // chunk and lane
    input  logic [CA-1:0]       error_cell,
    input  logic signed [15:0]  error_penalty,
    input  logic [2:0]          error_shift_soma,
    input  logic [2:0]          error_shift_apical,

    // Errors of the read-out, written one by one or cleared in all groups.
    input  logic                readout_write,
    input  logic [J-1:0]        readout_lane,
    input  logic [SLOT-1:0]     readout_slot,
    input  logic signed [17:0]  readout_error,

    // The table of the law.
    input  logic                table_write,
    input  logic [7:0]          table_segment,
    input  logic signed [15:0]  table_value,
    input  logic signed [16:0]  table_rise
);
    /* verilator no_inline_module */

    // The beat's way through the lanes. Index i: stage i.
    localparam int KEEP = 10;       // stage of the sums that training keeps
    logic [KEEP:1] valid, train, first, last, keeps, resumes;
    logic [KA-1:0] kept_at [1:KEEP];
    logic [SLOT-1:0] keep_slots [1:KEEP];
    logic signed [8:0] events_on [2:8];
    logic [2:1] apical;
    logic [SLOT-1:0] slot1, slot2, slot3, slot4, slot5;
    logic signed [8:0] event1, event2;
    logic signed [26:0] scaled1, scaled2, scaled3, scaled4;
    logic [15:0] key_a1, key_a2, key_a3, key_b1, key_b2;
    logic [WA-1:0] address1, address2, address3, address4, address5, address6, address7, address8;
    logic repeat4;
    logic train0;

    assign train0 = beat_valid && beat_train;
    assign repeat4 = valid[5] && !train[5] && slot4 == slot5;

    // Sums that are kept: read for the first row, written by the last.
    logic keep8, keep9, keep10, repeat9, kept_read, kept_latched, kept_write, read_back;

    assign read_back = train[7] && first[7] && keeps[7];
    assign kept_read = read_back || (valid[2] && !train[2] && first[2] && resumes[2]);
    assign kept_write = (valid[5] && !train[5] && last[5] && keeps[5]) || (keep10 && last[10]);
    assign keep8 = train[8] && keeps[8];
    assign keep9 = train[9] && keeps[9];
    assign keep10 = train[10] && keeps[10];
    assign repeat9 = keep10 && keep_slots[9] == keep_slots[10];

    always_ff @(posedge clk) kept_latched <= kept_read && !rst;

    always_ff @(posedge clk) begin
        valid <= rst ? '0 : {valid[KEEP-1:1], beat_valid};
        train <= rst ? '0 : {train[KEEP-1:1], train0};
        if (beat_valid) begin
            first[1] <= beat_first;
            last[1] <= beat_last;
            keeps[1] <= beat_keeps;
            resumes[1] <= beat_resumes;
            kept_at[1] <= beat_kept;
            keep_slots[1] <= {1'b0, beat_slot[K-1:0]};  // no forward pass is in the accumulators
            apical[1] <= beat_apical;
            slot1 <= beat_slot;
            event1 <= beat_event;
        end
        if (valid[1]) begin
            apical[2] <= apical[1];
            slot2 <= slot1;
            event2 <= event1;
        end
        for (int s = 2; s <= KEEP; s++) begin
            if (valid[s-1]) begin
                first[s] <= first[s-1];
                last[s] <= last[s-1];
                keeps[s] <= keeps[s-1];
                resumes[s] <= resumes[s-1];
                kept_at[s] <= kept_at[s-1];
                keep_slots[s] <= keep_slots[s-1];
            end
        end
        if (train[1]) events_on[2] <= event1;
        for (int s = 3; s <= 8; s++)
            if (train[s-1]) events_on[s] <= events_on[s-1];
        if (valid[2]) slot3 <= slot2;
        if (valid[3]) slot4 <= slot3;
        if (valid[4]) slot5 <= slot4;
        if (train0) begin
            scaled1 <= beat_scaled;
            key_a1 <= beat_key_a;
            key_b1 <= beat_key_b;
            address1 <= beat_address;
        end
        if (train[1]) begin
            scaled2 <= scaled1;
            key_a2 <= key_a1;
            key_b2 <= key_b1;
            address2 <= address1;
        end
        if (train[2]) begin
            scaled3 <= scaled2;
            key_a3 <= key_a2;
            address3 <= address2;
        end
        if (train[3]) begin
            scaled4 <= scaled3;
            address4 <= address3;
        end
        if (train[4]) address5 <= address4;
        if (train[5]) address6 <= address5;
        if (train[6]) address7 <= address6;
        if (train[7]) address8 <= address7;
    end

    // Weights: four lanes a bank.
    logic [64*WIDTH/4-1:0] word2, word8;
    logic [16*WIDTH-1:0] weights8;
    logic bank_read;
    logic [WA-1:0] bank_address;

    assign bank_read = beat_valid || word_read;
    assign bank_address = beat_valid ? beat_address : word_address;
    assign word_data = word2;
    assign word8 = weights8;

    genvar i;
    generate
        for (i = 0; i < WIDTH / 4; i = i + 1) begin : g_bank
            logic part;
            assign part = part_write && (HALVES == 1 || part_half == 1'(i / 2));
            mcc_weight_bank #(.WORDS(WEIGHT_WORDS), .MEMORY(MEMORY)) bank (
                    .clk, .read(bank_read), .read_address(bank_address), .read_data(word2[64*i +: 64]),
                    .write(train[8] || part), .write_address(train[8] ? address8 : part_address),
                    .write_data(train[8] ? word8[64*i +: 64] : part_data[64*(i%2) +: 64]));
        end
    endgenerate

    // Lanes.
    logic signed [33:0] products [0:WIDTH-1];
    logic [31:0] drained [0:WIDTH-1];
    logic [WIDTH-1:0] saturated;
    logic [J-1:0] error_lane;
    logic [SLOT-1:0] error_slot;
    logic error_soma, error_apical;
    logic signed [17:0] soma_error, apical_error;
    logic [15:0] draw_start;

    assign draw_start = beat_draw + 16'({index, 4'd0} * 16'h9E37);

    generate
        for (i = 0; i < WIDTH; i = i + 1) begin : g_lane
            mcc_lane #(.CHUNKS(CHUNKS), .KEPT(KEPT), .DRAW_OFFSET(16'(i * 40503))) lane (
                    .clk, .draw_start,
                    .train0, .train1(train[1]), .train2(train[2]), .train3(train[3]), .train4(train[4]), .train5(train[5]),
                    .train6(train[6]), .train7(train[7]), .valid2(valid[2]), .valid3(valid[3]),
                    .forward4(valid[4] && !train[4]), .forward5(valid[5] && !train[5]),
                    .key_b2, .key_a3, .weight2(word2[16*i +: 16]), .event2, .slot2, .apical2(apical[2]), .scaled4,
                    .first4(first[4]), .slot4, .repeat4, .slot5, .product4(products[i]),
                    .keep8, .keep9, .keep10, .event8(events_on[8]), .first9(first[9]), .slot9(keep_slots[9]), .repeat9,
                    .slot10(keep_slots[10]), .kept_read, .kept_latched, .kept_address(read_back ? kept_at[7] : kept_at[2]), .kept_write,
                    .put_address(keep10 ? kept_at[10] : kept_at[5]),
                    .weight8(weights8[16*i +: 16]), .saturated8(saturated[i]),
                    .drain_slot, .drain_value(drained[i]),
                    .soma_write(error_soma && error_lane == J'(i)), .apical_write(error_apical && error_lane == J'(i)),
                    .error_slot, .soma_error, .apical_error);
        end
    endgenerate

    // The tree of the backward sum, and the count of saturated weights.
    logic [36:0] quarters [0:WIDTH/4-1];
    logic [36:0] tree5;
    logic [4:0] count8;

    always_comb begin
        tree5 = '0;
        for (int q = 0; q < WIDTH / 4; q++) tree5 = tree5 + quarters[q];
        count8 = '0;
        for (int q = 0; q < WIDTH; q++) count8 = count8 + 5'(saturated[q]);
    end

    generate
        for (i = 0; i < WIDTH / 4; i = i + 1) begin : g_quarter
            always_ff @(posedge clk)
                if (train[4])
                    quarters[i] <= 37'(products[4*i]) + 37'(products[4*i+1]) + 37'(products[4*i+2]) + 37'(products[4*i+3]);
        end
    endgenerate

    always_ff @(posedge clk) begin
        if (train[5]) dot <= tree5;
        saturations <= train[8] ? count8 : 5'd0;
    end

    // Draining: select, requantise, law, result.
    localparam int LAW_DELAY = 12;  // from the request to the law's output
    logic [3:1] drains;
    logic [LAW_DELAY:1] laws, lasts, insides;
    logic [31:0] drained1;
    logic [3:0] shift1;
    logic [K+J-1:0] place1, place2, place3;
    logic [CA-1:0] cells [0:LAW_DELAY-1];
    logic [15:0] targets [0:LAW_DELAY-1];
    logic signed [15:0] r_sums [0:CHUNKS*WIDTH-1];
    logic signed [15:0] r3;
    logic [7:0] law_out;
    logic law_open, remembers, remember;
    logic signed [15:0] by_r, by_c;
    logic [15:0] memory_next;
    logic [32:0] derivatives [0:CELL_WORDS-1];
    logic [15:0] memories [0:(1<<CM)-1];

    mcc_requantise requantise (.clk, .accumulator(drained1), .shift(shift1), .sum);

    always_ff @(posedge clk) begin
        drains <= rst ? '0 : {drains[2:1], drain_valid};
        laws <= rst ? '0 : {laws[LAW_DELAY-1:1], drain_valid && drain_law};
        lasts <= {lasts[LAW_DELAY-1:1], drain_last};
        insides <= {insides[LAW_DELAY-1:1], drain_inside};
        if (drain_valid) begin
            drained1 <= drained[drain_lane];
            shift1 <= drain_shift;
            place1 <= {drain_chunk, drain_lane};
        end
        if (drains[1]) place2 <= place1;
        if (drains[2]) begin
            place3 <= place2;
            r3 <= r_sums[place2];
        end
        if (drains[3] && !laws[3]) r_sums[place3] <= sum;
        cells[0] <= drain_cell;
        targets[0] <= drain_target;
        for (int d = 1; d < LAW_DELAY; d++) begin
            if (laws[d]) begin
                cells[d] <= cells[d-1];
                targets[d] <= targets[d-1];
            end
        end
        if (laws[LAW_DELAY])
            derivatives[cells[LAW_DELAY-1]] <= {law_open && insides[LAW_DELAY], by_r, by_c};
    end

    // Read for the law, three cycles after R and C; written with its output.
    assign remembers = law == mcc_contract_pkg::LAW_GATED;
    assign remember = laws[LAW_DELAY] && remembers;

    always_ff @(posedge clk) begin
        memory_value <= memories[CM'({slot, laws[5] ? cells[4] : memory_cell})];
        if (remember || memory_write)
            memories[CM'({slot, remember ? cells[LAW_DELAY-1] : memory_cell})] <= remember ? memory_next : memory_data;
    end

    mcc_law unit (
            .clk, .valid(laws[LAW_DELAY-1:3]), .law, .r(r3), .c(sum), .memory(memory_value),
            .table_write, .table_segment, .table_value, .table_rise,
            .out(law_out), .memory_next, .open(law_open), .by_r, .by_c);

    assign out_valid = laws[LAW_DELAY];
    assign out_last = lasts[LAW_DELAY];
    assign out_target = targets[LAW_DELAY-1];
    assign out = insides[LAW_DELAY] ? law_out : 8'd0;

    // Errors: what arrived, by layer parity and stream; read once and cleared.
    logic arrive1_valid;
    logic [1:0] arrive1_which, error1_which;
    logic [K+J-1:0] arrive1_cell, error1_index;
    logic signed [31:0] arrive1_value, arrived [0:3];
    logic [4:1] errors;

    always_ff @(posedge clk) begin
        arrive1_valid <= !rst && arrive_valid;
        if (arrive_valid) begin
            arrive1_which <= {arrive_parity, arrive_stream};
            arrive1_cell <= arrive_cell;
            arrive1_value <= arrive_value;
        end
        errors <= rst ? '0 : {errors[3:1], error_valid};
        if (error_valid) begin
            error1_which <= {error_parity, error_stream};
            error1_index <= error_index;
        end
    end

    generate
        for (i = 0; i < 4; i = i + 1) begin : g_arrived
            logic signed [31:0] memory [0:CHUNKS*WIDTH-1];
            logic adding, clearing;
            logic reading;
            assign reading = error_valid && {error_parity, error_stream} == 2'(i);
            assign adding = arrive1_valid && arrive1_which == 2'(i);
            assign clearing = errors[1] && error1_which == 2'(i);
            always_ff @(posedge clk) begin
                if (reading || (arrive_valid && {arrive_parity, arrive_stream} == 2'(i)))
                    arrived[i] <= memory[reading ? error_index : arrive_cell];
                if (adding || clearing)
                    memory[adding ? arrive1_cell : error1_index] <= adding ? arrived[i] + arrive1_value : 32'sd0;
            end
        end
    endgenerate

    logic open1;
    logic signed [15:0] by_r1, by_c1, by_r2, by_c2;
    logic signed [12:0] error2;
    logic signed [28:0] through_r3, through_c3;
    logic [K+J-1:0] index2, index3, index4;
    logic stream2, stream3, stream4;
    logic signed [31:0] penalised1;
    logic signed [17:0] error_r4, error_c4;

    // A cell that remembers has its gate in its derivatives; the penalty is for those that are heard.
    assign penalised1 = arrived[error1_which] + (open1 ? 32'(error_penalty) : 32'sd0);

    always_ff @(posedge clk) begin
        if (error_valid) {open1, by_r1, by_c1} <= derivatives[error_cell];
        if (errors[1]) begin
            error2 <= open1 || remembers ? mcc_core_pkg::saturate_error(penalised1) : 13'sd0;
            by_r2 <= by_r1;
            by_c2 <= by_c1;
            index2 <= error1_index;
            stream2 <= error1_which[0];
        end
        if (errors[2]) begin
            through_r3 <= error2 * by_r2;
            through_c3 <= error2 * by_c2;
            index3 <= index2;
            stream3 <= stream2;
        end
        if (errors[3]) begin
            error_r4 <= 18'(mcc_core_pkg::saturate_error(mcc_core_pkg::round_shift(32'(through_r3),
            4'd10))) <<< error_shift_soma;
            error_c4 <= 18'(mcc_core_pkg::saturate_error(mcc_core_pkg::round_shift(32'(through_c3),
            4'd10))) <<< error_shift_apical;
            index4 <= index3;
            stream4 <= stream3;
        end
    end

    assign error_soma = errors[4] || readout_write;
    assign error_apical = errors[4];
    assign error_lane = errors[4] ? index4[J-1:0] : readout_lane;
    assign error_slot = errors[4] ? {stream4, index4[K+J-1:J]} : readout_slot;
    assign soma_error = errors[4] ? error_r4 : readout_error;
    assign apical_error = error_c4;
endmodule
