// Sixteen lanes (eight in the smallest build) with all that belongs to their cells: weights, accumulators, errors, one
// requantiser and law unit, derivatives, and the errors that arrived. Groups are identical; lane j of group g serves columns
// chunk x LANES + 16 g + j. `index` is a constant of the instance.
`include "mcc_assert.svh"

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

    // Records, of which a group takes the bits that its size needs. A beat; eight weights to write; a lane of a word of accumulators
    // to drain; an error that arrives at a cell; a cell whose errors by R and C are asked for; an error of the read-out.
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::beat_t beat,
    input  mcc_core_pkg::part_t part,
    input  mcc_core_pkg::drain_t drain,
    input  mcc_core_pkg::arrival_t arrival,
    input  mcc_core_pkg::error_request_t request,
    input  mcc_core_pkg::readout_error_t readout_error,
    // verilator lint_on UNUSEDSIGNAL

    output logic [36:0]         dot,            // sum of weight x error, six cycles after the beat
    output logic [4:0]          saturations,    // of the beat nine cycles ago

    // Weights from and to memory; a read takes the place of a beat.
    input  logic                word_read,
    input  logic [WA-1:0]       word_address,
    output logic [128*HALVES-1:0] word_data,    // two cycles later
    input  logic                part_write,

    input  logic                drain_valid,
    input  logic                drain_inside,   // the chunk holds cells of this group
    output logic signed [15:0]  sum,            // three cycles later
    output mcc_core_pkg::output_t result,       // of the law, the same in all groups
    output logic [7:0]          out,

    // What cells remember, for transfers of the state: written while no frame runs, read while the law does not.
    input  logic                memory_write,
    input  logic [CA-1:0]       memory_cell,
    input  logic [15:0]         memory_data,
    output logic [15:0]         memory_value,   // one cycle after memory_cell, where the law does not read (`recalls`)

    input  logic                arrive_valid,   // one per row
    input  mcc_core_pkg::error_terms_t error_terms,
    input  logic                readout_write,  // one by one, or cleared in all groups

    // The table of the law.
    input  logic                table_write,
    input  mcc_core_pkg::table_entry_t table_entry
);
    /* verilator no_inline_module */

    // The beat's way through the lanes: stages, as cycles after the beat (README.md, "Timing of the pipeline"). What a stage is
    // called after stands in registers at its end. Updates go on where a forward pass ends with its sum.
    localparam int ADDRESSED = 1;   // the weight memory's first register
    localparam int READ = 2;        // weight and error
    localparam int OPERANDS = 3;
    localparam int PRODUCT = 4;     // weight x event, weight x error
    localparam int SUM = 5;         // of a forward pass; in training error x event, and the products of four lanes
    // 6: the accumulator is written; in training the draw is added.
    localparam int DELTA = 7;
    localparam int WEIGHT = 8;      // as it is after the update
    localparam int MOVED = 9;       // its change x value held
    localparam int KEPT_SUM = 10;   // of the sums that training keeps

    logic [KEPT_SUM:ADDRESSED] valid, train, first, last, keeps, resumes;
    logic [READ:ADDRESSED] apical;
    logic [KA-1:0] kept_at [ADDRESSED:KEPT_SUM];
    logic [SLOT-1:0] keep_slots [ADDRESSED:KEPT_SUM];
    logic [SLOT-1:0] slots [ADDRESSED:SUM];
    logic signed [8:0] values [ADDRESSED:WEIGHT];      // from READ on in training alone
    logic signed [8:0] forward_value;                  // of either at READ
    logic signed [26:0] scaled [ADDRESSED:PRODUCT];
    logic [15:0] keys_a [ADDRESSED:OPERANDS], keys_b [ADDRESSED:READ];
    logic [WA-1:0] addresses [ADDRESSED:WEIGHT];
    logic trains;

    assign trains = beat.valid && beat.train;

    // Sums that are kept: read for the first row, written by the last.
    logic keeps_weight, keeps_moved, keeps_sum, read_back, kept_read, kept_latched, kept_write;

    assign read_back = train[DELTA] && first[DELTA] && keeps[DELTA];
    assign kept_read = read_back || (valid[READ] && !train[READ] && first[READ] && resumes[READ]);
    assign kept_write = (valid[SUM] && !train[SUM] && last[SUM] && keeps[SUM]) || (keeps_sum && last[KEPT_SUM]);
    assign keeps_weight = train[WEIGHT] && keeps[WEIGHT];
    assign keeps_moved = train[MOVED] && keeps[MOVED];
    assign keeps_sum = train[KEPT_SUM] && keeps[KEPT_SUM];

    // The memory of kept sums has one port for each, which no pass takes from another.
    `MCC_ASSERT(!read_back || !(valid[READ] && !train[READ] && first[READ] && resumes[READ]))
    `MCC_ASSERT(!(keeps_sum && last[KEPT_SUM]) || !(valid[SUM] && !train[SUM] && last[SUM] && keeps[SUM]))

    always_ff @(posedge clk) kept_latched <= kept_read && !rst;

    always_ff @(posedge clk) begin
        valid <= rst ? '0 : {valid[KEPT_SUM-1:ADDRESSED], beat.valid};
        train <= rst ? '0 : {train[KEPT_SUM-1:ADDRESSED], trains};
        if (beat.valid) begin
            first[ADDRESSED] <= beat.first;
            last[ADDRESSED] <= beat.last;
            keeps[ADDRESSED] <= beat.keeps;
            resumes[ADDRESSED] <= beat.resumes;
            kept_at[ADDRESSED] <= KA'(beat.kept);
            keep_slots[ADDRESSED] <= {1'b0, K'(beat.chunk)};  // no forward pass is in the accumulators
            apical[ADDRESSED] <= beat.apical;
            slots[ADDRESSED] <= {beat.bank, K'(beat.chunk)};
            values[ADDRESSED] <= beat.value;
        end
        if (valid[ADDRESSED]) begin
            apical[READ] <= apical[ADDRESSED];
            forward_value <= values[ADDRESSED];
        end
        for (int s = READ; s <= KEPT_SUM; s++) begin
            if (valid[s-1]) begin
                first[s] <= first[s-1];
                last[s] <= last[s-1];
                keeps[s] <= keeps[s-1];
                resumes[s] <= resumes[s-1];
                kept_at[s] <= kept_at[s-1];
                keep_slots[s] <= keep_slots[s-1];
            end
        end
        for (int s = READ; s <= SUM; s++)
            if (valid[s-1]) slots[s] <= slots[s-1];
        for (int s = READ; s <= WEIGHT; s++)
            if (train[s-1]) values[s] <= values[s-1];

        // What an update needs.
        if (trains) begin
            scaled[ADDRESSED] <= beat.scaled;
            keys_a[ADDRESSED] <= beat.key_a;
            keys_b[ADDRESSED] <= beat.key_b;
            addresses[ADDRESSED] <= WA'(beat.address);
        end
        for (int s = READ; s <= PRODUCT; s++)
            if (train[s-1]) scaled[s] <= scaled[s-1];
        for (int s = READ; s <= OPERANDS; s++)
            if (train[s-1]) keys_a[s] <= keys_a[s-1];
        if (train[ADDRESSED]) keys_b[READ] <= keys_b[ADDRESSED];
        for (int s = READ; s <= WEIGHT; s++)
            if (train[s-1]) addresses[s] <= addresses[s-1];
    end

    // Weights: four lanes a bank.
    logic [16*WIDTH-1:0] word_updated;
    logic bank_read;
    logic [WA-1:0] bank_address;

    assign bank_read = beat.valid || word_read;
    assign bank_address = beat.valid ? WA'(beat.address) : word_address;

    // One word is read and one written in a cycle: what memory brings and takes waits for the beats.
    `MCC_ASSERT(!beat.valid || !word_read)
    `MCC_ASSERT(!train[WEIGHT] || !part_write)

    genvar i;
    generate
        for (i = 0; i < WIDTH / 4; i = i + 1) begin : g_bank
            logic written;
            logic [WA-1:0] write_address;
            logic [63:0] write_data;
            assign write_address = train[WEIGHT] ? addresses[WEIGHT] : WA'(part.address);
            assign write_data = train[WEIGHT] ? word_updated[64*i +: 64] : 64'(part.data >> (64 * (i % 2)));
            assign written = part_write && (HALVES == 1 || part.half == 1'(i / 2));
            mcc_weight_bank #(.WORDS(WEIGHT_WORDS), .MEMORY(MEMORY)) bank (
                    .clk, .read(bank_read), .read_address(bank_address), .read_data(word_data[64*i +: 64]),
                    .write(train[WEIGHT] || written), .write_address, .write_data);
        end
    endgenerate

    // Lanes: what all of them do in this cycle.
    logic signed [33:0] products [0:WIDTH-1];
    logic [31:0] drained [0:WIDTH-1];
    logic [WIDTH-1:0] saturated;
    logic [J-1:0] error_lane;
    logic [SLOT-1:0] error_slot;
    logic error_soma, error_apical;
    logic signed [17:0] soma_error, apical_error;
    logic [15:0] draw_start;
    mcc_core_pkg::lane_t steps;

    assign draw_start = beat.draw + 16'({index, 4'd0} * 16'h9E37);

    always_comb begin
        steps.train = {train[DELTA:ADDRESSED], trains};
        steps.loads = valid[READ];
        steps.multiplies = valid[OPERANDS];
        steps.adds = valid[PRODUCT] && !train[PRODUCT];
        steps.writes = valid[SUM] && !train[SUM];
        steps.key_b = keys_b[READ];
        steps.key_a = keys_a[OPERANDS];
        steps.value = forward_value;
        steps.apical = apical[READ];
        steps.read_slot = 9'(slots[READ]);
        steps.scaled = scaled[PRODUCT];
        steps.add_first = first[PRODUCT];
        steps.add_repeats = valid[SUM] && !train[SUM] && slots[PRODUCT] == slots[SUM];
        steps.add_slot = 9'(slots[PRODUCT]);
        steps.write_slot = 9'(slots[SUM]);
        steps.moves = keeps_weight;
        steps.moved_value = values[WEIGHT];
        steps.keeps = keeps_moved;
        steps.keep_first = first[MOVED];
        steps.keep_repeats = keeps_sum && keep_slots[MOVED] == keep_slots[KEPT_SUM];
        steps.keep_slot = 9'(keep_slots[MOVED]);
        steps.kept = keeps_sum;
        steps.kept_slot = 9'(keep_slots[KEPT_SUM]);
        steps.sums_read = kept_read;
        steps.sums_latched = kept_latched;
        steps.sums_address = read_back ? 16'(kept_at[DELTA]) : 16'(kept_at[READ]);
        steps.sums_write = kept_write;
        steps.sums_put = keeps_sum ? 16'(kept_at[KEPT_SUM]) : 16'(kept_at[SUM]);
    end

    // The accumulators have one port to read and one to write: training keeps sums when no forward pass is in the lanes.
    `MCC_ASSERT(!steps.keeps || !steps.adds)
    `MCC_ASSERT(!steps.kept || !steps.writes)

    generate
        for (i = 0; i < WIDTH; i = i + 1) begin : g_lane
            mcc_lane #(.CHUNKS(CHUNKS), .KEPT(KEPT), .DRAW_OFFSET(16'(i * 40503))) lane (
                    .clk, .draw_start, .steps, .weight(word_data[16*i +: 16]), .product(products[i]),
                    .updated(word_updated[16*i +: 16]), .saturated(saturated[i]),
                    .drain_slot({drain.bank, K'(drain.word)}), .drain_value(drained[i]),
                    .soma_write(error_soma && error_lane == J'(i)), .apical_write(error_apical && error_lane == J'(i)),
                    .error_slot, .soma_error, .apical_error);
        end
    endgenerate

    // The tree of the backward sum, and the count of saturated weights.
    logic [36:0] quarters [0:WIDTH/4-1];
    logic [36:0] tree;
    logic [4:0] saturated_count;

    always_comb begin
        tree = '0;
        for (int q = 0; q < WIDTH / 4; q++) tree = tree + quarters[q];
        saturated_count = '0;
        for (int q = 0; q < WIDTH; q++) saturated_count = saturated_count + 5'(saturated[q]);
    end

    generate
        for (i = 0; i < WIDTH / 4; i = i + 1) begin : g_quarter
            always_ff @(posedge clk)
                if (train[PRODUCT])
                    quarters[i] <= 37'(products[4*i]) + 37'(products[4*i+1]) + 37'(products[4*i+2]) + 37'(products[4*i+3]);
        end
    endgenerate

    always_ff @(posedge clk) begin
        if (train[SUM]) dot <= tree;
        saturations <= train[WEIGHT] ? saturated_count : 5'd0;
    end

    // Draining: stages, as cycles after the request. R is read while the sum by C is rounded.
    localparam int SELECTED = 1;    // the lane's accumulator
    localparam int SCALED = 2;
    localparam int REQUANTISED = 3; // R and C, the law's operands
    localparam int REMEMBERED = 5;  // the memory of the cell is read for the law
    localparam int OUTPUT = 12;     // of the law
    logic [REQUANTISED:SELECTED] drains;
    logic [OUTPUT:SELECTED] laws, lasts, insides;
    logic [31:0] selected;
    logic [3:0] selected_shift;
    logic [K+J-1:0] places [SELECTED:REQUANTISED];
    logic [CA-1:0] cells [0:OUTPUT-1];
    logic [15:0] targets [0:OUTPUT-1];
    logic signed [15:0] r_sums [0:CHUNKS*WIDTH-1];
    logic signed [15:0] r;
    logic [7:0] law_out;
    logic law_open, remembers, remember;
    logic signed [15:0] by_r, by_c;
    logic [15:0] memory_next;
    logic [32:0] derivatives [0:CELL_WORDS-1];
    logic [15:0] memories [0:(1<<CM)-1];

    mcc_requantise requantise (.clk, .accumulator(selected), .shift(selected_shift), .sum);

    always_ff @(posedge clk) begin
        drains <= rst ? '0 : {drains[REQUANTISED-1:SELECTED], drain_valid};
        laws <= rst ? '0 : {laws[OUTPUT-1:SELECTED], drain_valid && drain.law};
        lasts <= {lasts[OUTPUT-1:SELECTED], drain.last};
        insides <= {insides[OUTPUT-1:SELECTED], drain_inside};
        if (drain_valid) begin
            selected <= drained[J'(drain.lane)];
            selected_shift <= drain.shift;
            places[SELECTED] <= {K'(drain.chunk), J'(drain.lane)};
        end
        if (drains[SELECTED]) places[SCALED] <= places[SELECTED];
        if (drains[SCALED]) begin
            places[REQUANTISED] <= places[SCALED];
            r <= r_sums[places[SCALED]];
        end
        if (drains[REQUANTISED] && !laws[REQUANTISED]) r_sums[places[REQUANTISED]] <= sum;
        cells[0] <= CA'(drain.cell_index);
        targets[0] <= drain.target;
        for (int d = 1; d < OUTPUT; d++) begin
            if (laws[d]) begin
                cells[d] <= cells[d-1];
                targets[d] <= targets[d-1];
            end
        end
        if (laws[OUTPUT])
            derivatives[cells[OUTPUT-1]] <= {law_open && insides[OUTPUT], by_r, by_c};
    end

    // Read for the law, three cycles after R and C; written with its output.
    assign remembers = law == mcc_contract_pkg::LAW_GATED;
    assign remember = laws[OUTPUT] && remembers;

    // A state comes in while no frame runs.
    `MCC_ASSERT(!memory_write || laws == '0)

    always_ff @(posedge clk) begin
        memory_value <= memories[CM'({slot, laws[REMEMBERED] ? cells[REMEMBERED-1] : memory_cell})];
        if (remember || memory_write)
            memories[CM'({slot, remember ? cells[OUTPUT-1] : memory_cell})] <= remember ? memory_next : memory_data;
    end

    mcc_law unit (
            .clk, .valid(laws[OUTPUT-1:REQUANTISED]), .law, .r, .c(sum), .memory(memory_value),
            .table_write, .table_entry,
            .out(law_out), .memory_next, .open(law_open), .by_r, .by_c);

    assign result.valid = laws[OUTPUT];
    assign result.last = lasts[OUTPUT];
    assign result.target = targets[OUTPUT-1];
    assign result.recalls = laws[REMEMBERED];
    assign out = insides[OUTPUT] ? law_out : 8'd0;

    // What arrived at cells, by layer parity and stream; read once and cleared. An arrival is added a cycle after it came, an
    // error is read in the cycle of its request.
    logic arrived_valid;
    logic [1:0] arrive_which, arrived_which, ask_which, asked_which;
    logic [K+J-1:0] arrive_index, arrived_index, ask_index;
    logic signed [31:0] arrived_value, arrived [0:3];

    // Errors by R and C: stages, as cycles after the request.
    localparam int ASKED = 1;       // what arrived and the derivatives are read
    localparam int LIMITED = 2;     // the error, saturated and gated
    localparam int MULTIPLIED = 3;  // by the derivatives
    localparam int WRITTEN = 4;     // rounded, to the lanes
    logic [WRITTEN:ASKED] errors;
    logic [K+J-1:0] error_indices [ASKED:WRITTEN];
    logic [WRITTEN:ASKED] error_streams;

    assign arrive_which = {arrival.parity, arrival.stream};
    assign arrive_index = (K + J)'(arrival.index);
    assign ask_which = {request.parity, request.stream};
    assign ask_index = (K + J)'(request.index);

    always_ff @(posedge clk) begin
        arrived_valid <= !rst && arrive_valid;
        if (arrive_valid) begin
            arrived_which <= arrive_which;
            arrived_index <= arrive_index;
            arrived_value <= arrival.value;
        end
        errors <= rst ? '0 : {errors[WRITTEN-1:ASKED], request.valid};
        if (request.valid) begin
            asked_which <= ask_which;
            error_indices[ASKED] <= ask_index;
            error_streams[ASKED] <= request.stream;
        end
        for (int s = LIMITED; s <= WRITTEN; s++) begin
            if (errors[s-1]) begin
                error_indices[s] <= error_indices[s-1];
                error_streams[s] <= error_streams[s-1];
            end
        end
    end

    generate
        for (i = 0; i < 4; i = i + 1) begin : g_arrived
            logic signed [31:0] memory [0:CHUNKS*WIDTH-1];
            logic adding, clearing, reading;
            assign reading = request.valid && ask_which == 2'(i);
            assign adding = arrived_valid && arrived_which == 2'(i);
            assign clearing = errors[ASKED] && asked_which == 2'(i);

            // A memory's errors are asked for when none arrives any more; the same cell hears of two rows two cycles apart.
            `MCC_ASSERT(!reading || !(arrive_valid && arrive_which == 2'(i)))
            `MCC_ASSERT(!adding || !clearing)
            `MCC_ASSERT(!adding || !arrive_valid || arrive_which != 2'(i) || arrive_index != arrived_index)

            always_ff @(posedge clk) begin
                if (reading || (arrive_valid && arrive_which == 2'(i)))
                    arrived[i] <= memory[reading ? ask_index : arrive_index];
                if (adding || clearing)
                    memory[adding ? arrived_index : error_indices[ASKED]] <= adding ? arrived[i] + arrived_value : 32'sd0;
            end
        end
    endgenerate

    logic open;
    logic signed [15:0] asked_by_r, asked_by_c, limited_by_r, limited_by_c;
    logic signed [12:0] limited;
    logic signed [28:0] through_r, through_c;
    logic signed [31:0] penalised;
    logic signed [17:0] error_r, error_c;

    // A cell that remembers has its gate in its derivatives; the penalty is for those that are heard.
    assign penalised = arrived[asked_which] + (open ? 32'(error_terms.penalty) : 32'sd0);

    always_ff @(posedge clk) begin
        if (request.valid) {open, asked_by_r, asked_by_c} <= derivatives[CA'(request.cell_index)];
        if (errors[ASKED]) begin
            limited <= open || remembers ? mcc_core_pkg::saturate_error(penalised) : 13'sd0;
            limited_by_r <= asked_by_r;
            limited_by_c <= asked_by_c;
        end
        if (errors[LIMITED]) begin
            through_r <= limited * limited_by_r;
            through_c <= limited * limited_by_c;
        end
        if (errors[MULTIPLIED]) begin
            error_r <= 18'(mcc_core_pkg::saturate_error(mcc_core_pkg::round_shift(32'(through_r), 4'd10)))
                    <<< error_terms.shift_soma;
            error_c <= 18'(mcc_core_pkg::saturate_error(mcc_core_pkg::round_shift(32'(through_c), 4'd10)))
                    <<< error_terms.shift_apical;
        end
    end

    // The read-out's errors are written before those of the layers, through the same port.
    `MCC_ASSERT(!errors[WRITTEN] || !readout_write)

    assign error_soma = errors[WRITTEN] || readout_write;
    assign error_apical = errors[WRITTEN];
    assign error_lane = errors[WRITTEN] ? J'(error_indices[WRITTEN]) : J'(readout_error.lane);
    assign error_slot = errors[WRITTEN] ? {error_streams[WRITTEN], K'(error_indices[WRITTEN] >> J)}
            : {1'b0, K'(readout_error.word)};
    assign soma_error = errors[WRITTEN] ? error_r : readout_error.value;
    assign apical_error = error_c;
endmodule
